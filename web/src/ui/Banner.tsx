import { InfoIcon } from "@phosphor-icons/react/dist/csr/Info";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import type { ReactNode } from "react";
import styles from "./Banner.module.css";
import { cx } from "./cx";

type Props = {
  tone: "offline" | "danger" | "info";
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
};

/** A few lines above a screen's content: what is going on, and what one can do. */
export function Banner({ tone, title, children, action, className }: Props) {
  return (
    <div className={cx(styles.banner, styles[tone], className)} role={tone === "danger" ? "alert" : "status"}>
      {tone === "offline" && <BrokenThread />}
      {tone === "danger" && <WarningCircleIcon weight="fill" className={styles.icon} />}
      {tone === "info" && <InfoIcon className={styles.icon} />}
      <div className={styles.text}>
        <b>{title}</b>
        {children !== undefined && <div className={styles.detail}>{children}</div>}
      </div>
      {action}
    </div>
  );
}

function BrokenThread() {
  return (
    <svg className={styles.thread} viewBox="0 0 32 10" width="32" height="10" aria-hidden="true">
      <path d="M2 5q3-5 6 0t5 0M19 5q3-5 6 0t5 0" />
    </svg>
  );
}
