import { cloneElement, useState, type ReactElement } from "react";
import { openMenu, type MenuItem, type OpenMenu, type Point } from "./overlays";

export type { MenuItem, Point } from "./overlays";

type Options = Partial<Pick<OpenMenu, "label" | "header" | "onClose" | "focusFirst">>;

/** Opens a menu at a point (a long press, a right click) or beside a box. Closing gives the focus back. */
export function openMenuAt(at: Point | DOMRect, items: readonly MenuItem[], options: Options = {}): void {
  openMenu.get()?.onClose?.();
  openMenu.set({ label: "", focusFirst: true, ...options, at, items });
}

type TriggerProps = { onClick?: (event: React.MouseEvent<HTMLElement>) => void; "aria-haspopup"?: "menu"; "aria-expanded"?: boolean };

type Props = {
  /** A Button or IconButton. */
  trigger: ReactElement<TriggerProps>;
  label: string;
  items: readonly MenuItem[];
  header?: OpenMenu["header"];
};

/** A button that opens a menu. */
export function Menu({ trigger, label, items, header }: Props) {
  const [open, setOpen] = useState(false);
  return cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": open,
    onClick: (event: React.MouseEvent<HTMLElement>) => {
      setOpen(true);
      openMenuAt(event.currentTarget.getBoundingClientRect(), items, { label, header, onClose: () => setOpen(false) });
    },
  });
}
