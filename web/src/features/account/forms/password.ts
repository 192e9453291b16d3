export const passwordMin = 8;

/** How well a password holds: a hint for the eye; only the server decides. */
export type Strength = "short" | "weak" | "fair" | "strong";

/** Counts what a guesser would have to try: distinct characters and kinds, and above all length. */
export function passwordStrength(password: string, handle = ""): Strength {
  const length = Array.from(password).length;
  if (length < passwordMin) return "short";
  if (isGuessable(password, handle)) return "weak";
  const distinct = new Set(password.toLowerCase()).size;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
  const score = Math.min(length, distinct + 4) + kinds * 2;
  if (score < 13) return "weak";
  return score < 18 ? "fair" : "strong";
}

function isGuessable(password: string, handle: string): boolean {
  const plain = password.toLowerCase();
  if (handle.length > 2 && plain.includes(handle.toLowerCase()) && plain.length < handle.length + 6) return true;
  return /^(.)\1+$/u.test(plain) || /^(0?1234567|abcdefg|qwerty|azerty|password|motdepasse)/.test(plain);
}
