import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import styles from "./IconButton.module.css";
import { cx } from "./cx";

type Props = Omit<ComponentProps<"button">, "children" | "aria-label"> & {
  /** Its name for screen readers and as a tooltip. */
  label: string;
  icon: ReactNode;
  kind?: "primary" | "secondary" | "quiet";
  href?: string;
};

/** A round button of 44 px with an icon only. */
export function IconButton({ label, icon, kind = "quiet", href, className, type = "button", ...rest }: Props) {
  const classes = cx(styles.button, styles[kind], className);
  if (href !== undefined) {
    return <Link href={href} className={classes} aria-label={label} title={label}>{icon}</Link>;
  }
  return (
    <button {...rest} type={type} className={classes} aria-label={label} title={label}>
      {icon}
    </button>
  );
}
