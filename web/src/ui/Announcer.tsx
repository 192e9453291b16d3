import { announcement } from "./overlays";
import { VisuallyHidden } from "./Hidden";
import { useSignal } from "./signal";

/** The live region of announce(). Two places in turn, so that the same words are read again. */
export function Announcer() {
  const { text, turn } = useSignal(announcement);
  return (
    <div aria-live="polite" aria-atomic="true">
      <VisuallyHidden>{turn % 2 === 0 ? text : ""}</VisuallyHidden>
      <VisuallyHidden>{turn % 2 === 1 ? text : ""}</VisuallyHidden>
    </div>
  );
}
