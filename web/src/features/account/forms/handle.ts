/** The rule of a handle, as the server holds it: 2 to 30 of a–z, 0–9, "_" and ".", with dots only between others. */
export const handleMin = 2;
export const handleMax = 30;

export type HandleFault = "short" | "long" | "characters" | "dots";

/** Takes what a person types or pastes ("@Lou.Vasseur ") to how a handle is written. */
export function normalizeHandle(typed: string): string {
  return typed
    .trim()
    .replace(/^@+/, "")
    .normalize("NFKC")
    .toLowerCase();
}

/** What is wrong with a handle, or undefined when only the server can say more. */
export function handleFault(handle: string): HandleFault | undefined {
  if (/[^a-z0-9_.]/.test(handle)) return "characters";
  if (handle.length < handleMin) return "short";
  if (handle.length > handleMax) return "long";
  if (/^\.|\.$|\.\./.test(handle)) return "dots";
  return undefined;
}
