/** The words and phrases of a text, which commas and line ends separate; each once, as the server keeps them. */
export function typedWords(text: string): string[] {
  const words = text
    .split(/[,;\n]/)
    .map((word) => word.trim().replace(/\s+/g, " ").toLowerCase())
    .filter((word) => word !== "");
  return [...new Set(words)];
}
