import type { ComponentProps, MouseEventHandler, ReactNode } from "react";
import { Link } from "wouter";
import styles from "./Button.module.css";
import { cx } from "./cx";
import { Mark } from "./Mark";

/** "room": done, and there to be undone. */
export type ButtonKind = "primary" | "secondary" | "room" | "quiet" | "danger";

type Props = Omit<ComponentProps<"button">, "ref" | "onClick"> & {
  kind?: ButtonKind;
  size?: "normal" | "small";
  /** Something is under way: the button keeps its width and does nothing. */
  busy?: boolean;
  icon?: ReactNode;
  wide?: boolean;
  /** Makes it a link that looks like a button. */
  href?: string;
  onClick?: MouseEventHandler;
  ref?: React.Ref<HTMLButtonElement>;
};

/** A button with words. One primary action per screen. */
export function Button({ kind = "secondary", size = "normal", busy = false, icon, wide = false, href, className, children, type = "button", onClick, ...rest }: Props) {
  const classes = cx(styles.button, styles[kind], size === "small" && styles.small, wide && styles.wide, busy && styles.busy, className);
  const content = (
    <>
      {busy ? <Mark state="typing" size={22} /> : icon !== undefined && <span className={styles.icon}>{icon}</span>}
      <span>{children}</span>
    </>
  );
  if (href !== undefined) {
    return <Link href={href} className={classes} aria-label={rest["aria-label"]} onClick={onClick}>{content}</Link>;
  }
  return (
    // A busy button stays focusable, so that the focus is not lost while one waits.
    <button {...rest} type={busy ? "button" : type} className={classes} aria-busy={busy || undefined} aria-disabled={busy || undefined} onClick={busy ? undefined : onClick}>
      {content}
    </button>
  );
}
