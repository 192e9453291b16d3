import { withTexts } from "@i18n";
import { later } from "@ui/later";

const Details = later(() => withTexts(import("./details/DetailsPane")));

/** The details of a conversation, loaded when they are first looked at. */
export function DetailsPane({ id }: { id: string }) {
  return <Details id={id} />;
}
