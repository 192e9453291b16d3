import { lazy, type ComponentType } from "react";
import { withTexts } from "@i18n";
import { later } from "@ui/later";

/** What cannot be loaded, as without a network, is left out: one reads and writes all the same. */
export function optional<P>(load: () => Promise<{ default: ComponentType<P> }>) {
  return lazy<ComponentType<P>>(() => load().catch(() => ({ default: () => null })));
}

/** The preview of a link: in a message, or above the field where one writes. */
export const Links = optional(() => withTexts(import("./links/Links")));

/** On a message: how long it is still there. */
export const Clock = optional(() => withTexts(import("./disappearing/Clock")));

/** That messages disappear. */
export const TimerSign = optional(() => withTexts(import("./disappearing/TimerSign")));

/** Choosing to which conversations somebody's profile goes. */
export const SendProfile = later(() => withTexts(import("./profiles/SendProfile")));

const Details = later(() => withTexts(import("./details/DetailsPane")));

/** The details of a conversation, loaded when they are first looked at. */
export function DetailsPane({ id }: { id: string }) {
  return <Details id={id} />;
}
