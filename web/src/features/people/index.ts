/** Finding people, and their profiles. Each screen is its own chunk. */
import { later } from "@ui/later";
import { withTexts } from "@i18n";

export const Friends = later(() => withTexts(import("./Friends")).then((m) => ({ default: m.Friends })));
export const ProfileScreen = later(() => withTexts(import("./ProfileScreen")).then((m) => ({ default: m.ProfileScreen })));
