/** Being found by one's number or address, and finding one's contacts. A chunk of its own. */
import { lazy } from "react";
import { withTexts } from "@i18n";

export const ContactsPage = lazy(() => withTexts(import("./ContactsPage")).then((m) => ({ default: m.ContactsPage })));
export { useFindable } from "./useFindable";
