import type { ReactNode } from "react";
import { signal } from "./signal";

/* What imperative calls put on the screen; <Hosts/> shows it. */

export type MenuItem = {
  id: string;
  label: ReactNode;
  /** What is typed to reach it, when the label is not plain text. */
  text?: string;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  /** For choices: whether it is the chosen one. */
  checked?: boolean;
  onAction: () => void;
};

export type Point = { x: number; y: number };

export type OpenMenu = {
  label: string;
  items: readonly MenuItem[];
  /** A point, or the box of what opened it. */
  at: Point | DOMRect;
  /** Something above the items: a palette of reactions. Gets the way to close the menu. */
  header?: (close: () => void) => ReactNode;
  /** The item that has the focus at first: for keyboards the first one, for fingers none. */
  focusFirst: boolean;
  onClose?: () => void;
};

export type Question = {
  title: string;
  body?: ReactNode;
  /** The words of the button that does it. */
  action: string;
  danger?: boolean;
  answer: (yes: boolean) => void;
};

export type Toast = { id: number; text: string; action?: { label: string; onAction: () => void } };

export const openMenu = signal<OpenMenu | undefined>(undefined);
export const question = signal<Question | undefined>(undefined);
export const toasts = signal<readonly Toast[]>([]);
export const announcement = signal<{ text: string; turn: number }>({ text: "", turn: 0 });
