/** Finding people, and their profiles. Each screen is its own chunk. */
import { lazy } from "react";
import { withTexts } from "@i18n";

export const Friends = lazy(() => withTexts(import("./Friends")).then((m) => ({ default: m.Friends })));
export const ProfileScreen = lazy(() => withTexts(import("./ProfileScreen")).then((m) => ({ default: m.ProfileScreen })));
