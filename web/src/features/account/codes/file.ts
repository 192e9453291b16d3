/** The text of the file that keeps recovery codes. */
export function codesFile(lines: readonly string[], codes: readonly string[]): string {
  return [...lines, "", ...codes, ""].join("\n");
}

/** Hands a text to the browser as a file to keep. */
export function saveText(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
