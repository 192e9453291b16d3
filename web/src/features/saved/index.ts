/** What one saves for oneself: a conversation with nobody else in it. Its screens are chunks of their own, with their texts. */
import { withTexts } from "@i18n";
import { later } from "@ui/later";

export { SavedFace } from "./SavedFace";
export { isSaved, rowName, savedMatches } from "./name";
export const SavedTalk = later(() => withTexts(import("./talk/SavedTalk")));
export const SavedDetails = later(() => withTexts(import("./talk/SavedDetails")));
