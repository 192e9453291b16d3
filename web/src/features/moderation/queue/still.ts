/* How a list that is looked at takes what is new. Without a DOM. */

interface Row {
  id: string;
}

/** The rows that are shown, where they stand, each as it is now. What is gone stays as it was. */
export function still<T extends Row>(shown: readonly T[], latest: readonly T[]): T[] {
  const now = new Map(latest.map((one) => [one.id, one]));
  return shown.map((one) => now.get(one.id) ?? one);
}

/** How many rows there are now that are not shown. */
export function newIn(shown: readonly Row[], latest: readonly Row[]): number {
  const known = new Set(shown.map(({ id }) => id));
  return latest.filter(({ id }) => !known.has(id)).length;
}

/** Two pages; what moved from one to the other in between stands once. */
export function joined<T extends Row>(before: readonly T[] = [], more: readonly T[]): T[] {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...more.filter(({ id }) => !known.has(id))];
}
