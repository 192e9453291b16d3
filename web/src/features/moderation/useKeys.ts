import { useEffectEvent, useLayoutEffect } from "react";
import { signal, useSignal } from "@ui/signal";

const KEY = "causerie.moderation.keys";

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

const single = signal(stored());

/** Whether single keys do something; who speaks to the device or presses keys unawares can turn them off. */
export function useSingleKeys(): [on: boolean, set: (on: boolean) => void] {
  return [useSignal(single), setSingle];
}

function setSingle(on: boolean): void {
  single.set(on);
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** The key of a press as the shortcuts name it: a lower-case letter, or a digit wherever the layout has it. */
export function keyOf({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  return digit ?? key.toLowerCase();
}

/** Does something for single keys while nobody types and no dialog or menu is open. */
export function useKeys(keys: Partial<Record<string, () => void>>): void {
  const on = useSignal(single);
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && keyOf(event) !== "j" && keyOf(event) !== "k") return;
    const { target } = event;
    if (target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=menu]")) return;
    if (document.querySelector("dialog[open]")) return;
    const run = keys[keyOf(event)];
    if (!run) return;
    event.preventDefault();
    run();
  });
  // Before what they are for is seen: a key that is pressed at once does something too.
  useLayoutEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [on]);
}
