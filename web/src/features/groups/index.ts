/** Group chats: talking in them, who is in them, making them, being asked to join. Each part is its own chunk, with its texts. */
import { later } from "@ui/later";
import { withTexts } from "@i18n";

export const GroupTalk = later(() => withTexts(import("./talk/GroupTalk")));
export const GroupDetails = later(() => withTexts(import("./details/GroupDetails")));
export const JoinGroup = later(() => withTexts(import("./links/JoinGroup")));
export const NewGroup = later(() => withTexts(import("./NewGroup")));
