/** Coming in, and everything about one's own account. Each screen is its own chunk. */
import { lazy } from "react";

export const Welcome = lazy(() => import("./welcome/Welcome").then((m) => ({ default: m.Welcome })));
export const SignUp = lazy(() => import("./signup/SignUp").then((m) => ({ default: m.SignUp })));
export const SignIn = lazy(() => import("./signin/SignIn").then((m) => ({ default: m.SignIn })));
export const Recover = lazy(() => import("./signin/Recover").then((m) => ({ default: m.Recover })));
export const Settings = lazy(() => import("./settings/Settings").then((m) => ({ default: m.Settings })));
export const EditProfile = lazy(() => import("./profile/EditProfile").then((m) => ({ default: m.EditProfile })));
