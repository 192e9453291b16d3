import { CaretRightIcon } from "@phosphor-icons/react/dist/csr/CaretRight";
import type { HTMLAttributes, ReactNode } from "react";
import { Link } from "wouter";
import styles from "./Row.module.css";
import { cx } from "./cx";

type Props = {
  leading?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  trailing?: ReactNode;
  /** Where it leads; with it the row is a link. */
  href?: string;
  /** What it does; with it the row is a button. */
  onPress?: () => void;
  selected?: boolean;
  danger?: boolean;
  disabled?: boolean;
  /** Rows of settings: lower, with a caret when they lead somewhere. */
  compact?: boolean;
} & Pick<HTMLAttributes<HTMLElement>, "className" | "id" | "onContextMenu" | "onPointerEnter" | "aria-label" | "aria-expanded" | "aria-describedby">;

/** One line of a list: a face or an icon, a name, a second line, and what stands at its end. */
export function Row({ leading, title, detail, trailing, href, onPress, selected = false, danger = false, disabled = false, compact = false, className, ...rest }: Props) {
  const classes = cx(styles.row, compact && styles.compact, selected && styles.selected, danger && styles.danger, (href !== undefined || onPress) && styles.pressable, className);
  const content = (
    <>
      {leading !== undefined && <span className={styles.leading}>{leading}</span>}
      <span className={styles.text}>
        <span className={styles.title}>{title}</span>
        {detail !== undefined && <span className={styles.detail}>{detail}</span>}
      </span>
      {trailing !== undefined && <span className={styles.trailing}>{trailing}</span>}
      {compact && href !== undefined && <CaretRightIcon className={styles.caret} />}
    </>
  );
  if (href !== undefined) {
    return <Link {...rest} href={href} className={classes} aria-current={selected ? "page" : undefined}>{content}</Link>;
  }
  if (onPress) {
    return <button {...rest} type="button" className={classes} disabled={disabled} aria-pressed={selected || undefined} onClick={onPress}>{content}</button>;
  }
  return <div {...rest} className={classes}>{content}</div>;
}
