import { useRef, type KeyboardEvent, type RefObject } from "react";

/** The keys of a menu: arrows, Home, End, Escape, Tab, and typing the first letters of an item. */
export function useMenuKeys(panel: RefObject<HTMLElement | null>, close: () => void): (event: KeyboardEvent) => void {
  const typed = useRef({ text: "", at: 0 });

  return (event) => {
    const items = [...(panel.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? [])];
    const current = items.indexOf(document.activeElement as HTMLElement);
    const go = (index: number) => items.at(index % items.length)?.focus({ preventScroll: true });
    const inHeader = current < 0 && document.activeElement !== panel.current;
    switch (event.key) {
      case "ArrowDown":
        go(current + 1);
        break;
      case "ArrowUp":
        go(current <= 0 ? -1 : current - 1);
        break;
      case "Home":
        go(0);
        break;
      case "End":
        go(-1);
        break;
      case "Tab":
      case "Escape":
        close();
        break;
      default: {
        if (inHeader || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return;
        const now = event.timeStamp;
        const text = (now - typed.current.at > 700 ? "" : typed.current.text) + event.key.toLocaleLowerCase();
        typed.current = { text, at: now };
        const order = [...items.slice(current + (text.length > 1 ? 0 : 1)), ...items];
        order.find((item) => item.textContent?.trim().toLocaleLowerCase().startsWith(text))?.focus({ preventScroll: true });
      }
    }
    event.preventDefault();
    event.stopPropagation();
  };
}
