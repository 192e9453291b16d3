/** What fingers and the mouse do on a list, whichever of its rows they meet. */
export type Touches = {
  /** Something is pressed, there or anywhere else. */
  press: () => void;
  down: (event: PointerEvent) => void;
  move: (event: PointerEvent) => void;
  /** Also of a touch that the browser took over. */
  end: (event: PointerEvent) => void;
  menu: (event: MouseEvent) => void;
  /** Before what is clicked hears of it, there or anywhere else: what a finger opens may lie under it when it leaves. */
  click: (event: MouseEvent) => void;
};

/** One set of listeners on the list serves every row; the answer ends them. */
export function listenToTouches(list: HTMLElement, { press, down, move, end, menu, click }: Touches): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  document.addEventListener("pointerdown", press, { signal, capture: true });
  list.addEventListener("pointerdown", down, { signal });
  list.addEventListener("pointermove", move, { signal });
  list.addEventListener("pointerup", end, { signal });
  list.addEventListener("pointercancel", end, { signal });
  list.addEventListener("contextmenu", menu, { signal });
  document.addEventListener("click", click, { signal, capture: true });
  return () => listeners.abort();
}
