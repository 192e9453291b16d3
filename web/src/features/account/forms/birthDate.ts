/** A birth date as it is typed: three strings, kept as they are until they make a day. */
export type BirthDate = { day: string; month: string; year: string };

export const emptyBirthDate: BirthDate = { day: "", month: "", year: "" };

export type BirthFault = "empty" | "day" | "month" | "year" | "impossible" | "future";

/** Nobody alive was born earlier; a smaller year is a slip of the finger. */
const oldestYear = 1900;

/** The field that a fault is about, for the focus. */
export function faultyPart(date: BirthDate, fault: BirthFault): keyof BirthDate {
  if (fault === "month") return "month";
  if (fault === "year" || fault === "future") return "year";
  if (fault !== "empty") return "day";
  if (!date.day) return "day";
  return date.month ? "year" : "month";
}

/** What is wrong with the date, or undefined when it is a day of the past. */
export function birthFault(date: BirthDate, today: Date): BirthFault | undefined {
  if (!date.day.trim() || !date.month || !date.year.trim()) return "empty";
  const { day, month, year } = numbers(date);
  if (!(day >= 1 && day <= 31)) return "day";
  if (!(month >= 1 && month <= 12)) return "month";
  if (!/^\d{4}$/.test(date.year.trim()) || year < oldestYear) return "year";
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return "impossible";
  if (age(date, today) < 0) return "future";
  return undefined;
}

/** Whole years lived on that day, by the calendar of the person. */
export function age(date: BirthDate, today: Date): number {
  const { day, month, year } = numbers(date);
  const before = today.getMonth() + 1 < month || (today.getMonth() + 1 === month && today.getDate() < day);
  return today.getFullYear() - year - (before ? 1 : 0);
}

/** The date as the server takes it: YYYY-MM-DD. */
export function isoBirthDate(date: BirthDate): string {
  const { day, month, year } = numbers(date);
  return `${String(year)}-${two(month)}-${two(day)}`;
}

function numbers(date: BirthDate) {
  return { day: Number(date.day), month: Number(date.month), year: Number(date.year) };
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
