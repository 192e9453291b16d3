import { LinkCard, type Reading } from "./LinkCard";
import { LinkTray, type Writing } from "./LinkTray";

/** The preview of a link, for who reads it or who writes it: one part of the app, loaded with the first of either. */
export default function Links(props: Reading | Writing) {
  return "message" in props ? <LinkCard {...props} /> : <LinkTray {...props} />;
}
