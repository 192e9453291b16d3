/** Coming in, and everything about one's own account. Each screen is its own chunk. */
import { lazy } from "react";
import { later } from "@ui/later";
import { withTexts } from "@i18n";

/** The screen of visitors, for who loads it ahead. */
export const loadWelcome = () => withTexts(import("./welcome/Welcome"));
export const SignUp = later(() => withTexts(import("./signup/SignUp")).then((m) => ({ default: m.SignUp })));
export const SignIn = later(() => withTexts(import("./signin/SignIn")).then((m) => ({ default: m.SignIn })));
export const Recover = later(() => withTexts(import("./signin/Recover")).then((m) => ({ default: m.Recover })));
export const Settings = later(() => withTexts(import("./settings/Settings")).then((m) => ({ default: m.Settings })));
export const EditProfile = later(() => withTexts(import("./profile/EditProfile")).then((m) => ({ default: m.EditProfile })));
/** A face with the ways to change it, also of what is no account. */
export const AvatarPicker = later(() => withTexts(import("./profile/AvatarPicker")).then((m) => ({ default: m.AvatarPicker })));
/** For young people with a guardian; what cannot be had now is not counted. */
export const CountTime = lazy(() => import("./guardian/CountTime").catch(() => ({ default: () => null })));
/** What cannot be had now is asked about in the settings. */
export const NewSignIn = lazy(() => withTexts(import("./devices/NewSignIn")).catch(() => ({ default: () => null })));
