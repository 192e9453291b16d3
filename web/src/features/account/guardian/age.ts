/** Whether someone born on a day like "2010-12-31" is not of age yet. The server decides by where they are; this is for what to show. */
export function isYoung(birthDate: string, now = new Date()): boolean {
  const [year = 0, month = 1, day = 1] = birthDate.split("-").map(Number);
  return new Date(year + 18, month - 1, day) > now;
}
