/** Being found by one's number or address, and finding one's contacts. A chunk of its own. */
import { later } from "@ui/later";
import { withTexts } from "@i18n";

export const ContactsPage = later(() => withTexts(import("./ContactsPage")).then((m) => ({ default: m.ContactsPage })));
export { useFindable } from "./useFindable";
