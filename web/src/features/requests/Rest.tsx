import PileOn from "./PileOn";
import Quiet from "./Quiet";

/** What other screens show of pauses: the inbox the offer of one, where there is a reason, and the settings its beginning and end. */
export default function Rest({ where }: { where: "inbox" | "settings" }) {
  return where === "inbox" ? <PileOn /> : <Quiet />;
}
