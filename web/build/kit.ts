import path from "node:path";
import type { ChunkingContext } from "rolldown";

/** The modules with which the first conversation shows, each with all that it imports from the start. */
const FIRST = ["main.tsx", "features/inbox/index.ts", "features/chat/index.ts"];

/** Gives the modules of the first screens this name, and no others. */
export function kit(src: string, name: string): (id: string, context: ChunkingContext) => string | null {
  let first: Set<string> | undefined;
  return (id, context) => {
    first ??= reached(FIRST.map((file) => path.join(src, file)), context);
    return first.has(id) ? name : null;
  };
}

function reached(ids: string[], context: ChunkingContext): Set<string> {
  const found = new Set<string>();
  const visit = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    context.getModuleInfo(id)?.importedIds.forEach(visit);
  };
  ids.forEach(visit);
  return found;
}
