import { highlight } from "@i18n/highlight";

/** A text with the searched words marked. */
export function Marked({ text, query }: { text: string; query: string }) {
  return highlight(text, query).map((part, i) => (part.hit ? <mark key={i}>{part.text}</mark> : part.text));
}
