/** Finding people, and their profiles. Each screen is its own chunk. */
import { lazy } from "react";

export const Friends = lazy(() => import("./Friends").then((m) => ({ default: m.Friends })));
export const ProfileScreen = lazy(() => import("./ProfileScreen").then((m) => ({ default: m.ProfileScreen })));
