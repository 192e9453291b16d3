import { lazy } from "react";

/* Every feature is a chunk of its own, loaded when one of its screens is first needed. */

const inbox = () => import("@features/inbox");
const chat = () => import("@features/chat");
const account = () => import("@features/account");
const people = () => import("@features/people");

export const InboxPane = lazy(() => inbox().then((m) => ({ default: m.InboxPane })));
export const InboxSearch = lazy(() => inbox().then((m) => ({ default: m.InboxSearch })));
export const NewMessage = lazy(() => inbox().then((m) => ({ default: m.NewMessage })));
export const ConversationPane = lazy(() => chat().then((m) => ({ default: m.ConversationPane })));
export const DetailsPane = lazy(() => chat().then((m) => ({ default: m.DetailsPane })));
export const Welcome = lazy(() => account().then((m) => ({ default: m.Welcome })));
export const SignUp = lazy(() => account().then((m) => ({ default: m.SignUp })));
export const SignIn = lazy(() => account().then((m) => ({ default: m.SignIn })));
export const Recover = lazy(() => account().then((m) => ({ default: m.Recover })));
export const Settings = lazy(() => account().then((m) => ({ default: m.Settings })));
export const EditProfile = lazy(() => account().then((m) => ({ default: m.EditProfile })));
export const Friends = lazy(() => people().then((m) => ({ default: m.Friends })));
export const ProfileScreen = lazy(() => people().then((m) => ({ default: m.ProfileScreen })));

/** Starts loading what a signed-in person sees first, before it is asked for. */
export function prefetch(): void {
  void inbox();
  void chat();
}
