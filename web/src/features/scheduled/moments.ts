/** Moments to come: those that are offered, and how a browser's field for one writes them. */

export interface Offer {
  name: "evening" | "tomorrow" | "monday";
  at: Date;
}

function at(day: Date, hours: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hours);
}

/** This evening where it is still to come by an hour, tomorrow morning, and the morning of the next Monday that is not tomorrow. */
export function offers(now: Date): Offer[] {
  const days = (n: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + n);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const all: Offer[] = [
    { name: "evening", at: at(now, 18) },
    { name: "tomorrow", at: at(days(1), 9) },
    { name: "monday", at: at(days(toMonday === 1 ? 8 : toMonday), 9) },
  ];
  return all.filter((offer) => offer.at.getTime() - now.getTime() >= 3_600_000);
}

const two = (n: number) => String(n).padStart(2, "0");

/** A moment as a field of type datetime-local has it: in the person's own time. */
export function localText(moment: Date): string {
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The moment that such a field says, where it says one. */
export function fromLocal(text: string): Date | undefined {
  const moment = new Date(text);
  return text === "" || Number.isNaN(moment.getTime()) ? undefined : moment;
}
