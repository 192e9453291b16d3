/** Coming in, and everything about one's own account. Each screen is its own chunk. */
import { lazy } from "react";
import { withTexts } from "@i18n";

/** The screen of visitors, for who loads it ahead. */
export const loadWelcome = () => withTexts(import("./welcome/Welcome"));
export const SignUp = lazy(() => withTexts(import("./signup/SignUp")).then((m) => ({ default: m.SignUp })));
export const SignIn = lazy(() => withTexts(import("./signin/SignIn")).then((m) => ({ default: m.SignIn })));
export const Recover = lazy(() => withTexts(import("./signin/Recover")).then((m) => ({ default: m.Recover })));
export const Settings = lazy(() => withTexts(import("./settings/Settings")).then((m) => ({ default: m.Settings })));
export const EditProfile = lazy(() => withTexts(import("./profile/EditProfile")).then((m) => ({ default: m.EditProfile })));
