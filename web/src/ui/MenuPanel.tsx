import { CheckIcon } from "@phosphor-icons/react/dist/csr/Check";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import styles from "./Menu.module.css";
import { cx } from "./cx";
import { openMenu, type MenuItem, type OpenMenu } from "./overlays";
import { placeMenu } from "./placeMenu";
import { useMenuKeys } from "./useMenuKeys";

/** The open menu. A popover in the top layer, inside the modal dialog it was opened from (the rest is inert then), else inside the page's main part. */
export default function MenuPanel({ menu }: { menu: OpenMenu }) {
  const panel = useRef<HTMLDivElement>(null);
  const [{ opener, parent }] = useState(() => {
    const active = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    const dialog = active?.closest("dialog[open]") ?? [...document.querySelectorAll("dialog[open]")].at(-1);
    return { opener: active, parent: dialog ?? document.querySelector("main") ?? document.body };
  });
  const close = () => {
    if (openMenu.get() !== menu) return;
    openMenu.set(undefined);
    menu.onClose?.();
    opener?.focus({ preventScroll: true });
  };
  const onKeyDown = useMenuKeys(panel, close);
  /** What the menu was opened over, and where that was. */
  const under = useRef<{ element: Element; box: DOMRect }>(undefined);
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });

  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return;
    const below = document.elementFromPoint(menu.at.x, menu.at.y);
    under.current = below ? { element: below, box: below.getBoundingClientRect() } : undefined;
    element.showPopover();
    const { left, top } = placeMenu(menu.at, element.getBoundingClientRect(), { width: window.innerWidth, height: window.innerHeight });
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
    const first = element.querySelector<HTMLElement>("[role^=menuitem]:not(:disabled)");
    (menu.focusFirst ? first : element)?.focus({ preventScroll: true });
  }, [menu]);

  useEffect(() => {
    const leave = () => latest.current();
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && panel.current?.contains(event.target))) latest.current();
    };
    // It goes when what it was opened over moves away under it, and stays when something else does, and when the word of an earlier move comes late.
    const scrolled = (event: Event) => {
      if (!under.current || moved(under.current.element, under.current.box)) outside(event);
    };
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("scroll", scrolled, true);
    window.addEventListener("resize", leave);
    window.addEventListener("popstate", leave);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      document.removeEventListener("scroll", scrolled, true);
      window.removeEventListener("resize", leave);
      window.removeEventListener("popstate", leave);
    };
  }, []);

  const choose = (item: MenuItem) => {
    close();
    item.onAction();
  };

  return createPortal(
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys come up from the items
    <div ref={panel} popover="manual" tabIndex={-1} className={styles.panel} onKeyDown={onKeyDown} onContextMenu={(event) => event.preventDefault()}>
      {menu.header?.(close)}
      <div role="menu" aria-label={menu.label || undefined} className={styles.menu}>
        {menu.items.map((item) => (
          <button
            key={item.id}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked={item.checked}
            tabIndex={-1}
            disabled={item.disabled}
            className={cx(styles.item, item.danger && styles.danger)}
            onPointerEnter={(event) => event.pointerType === "mouse" && event.currentTarget.focus({ preventScroll: true })}
            onClick={() => choose(item)}
          >
            {item.icon !== undefined && <span className={styles.icon}>{item.icon}</span>}
            <span className={styles.label}>{item.label}</span>
            {item.checked && <CheckIcon className={styles.check} />}
          </button>
        ))}
      </div>
    </div>,
    parent,
  );
}

function moved(element: Element, from: DOMRect): boolean {
  const { x, y } = element.getBoundingClientRect();
  return !element.isConnected || Math.abs(x - from.x) > 1 || Math.abs(y - from.y) > 1;
}
