import styles from "./Mark.module.css";
import { cx } from "./cx";

export type MarkState = "still" | "sending" | "sent" | "delivered" | "read" | "typing";

type Props = {
  state?: MarkState;
  /** Side of the mark in px; height of the delivery states. */
  size?: number;
  className?: string;
};

/** The mark of Causerie: the seat and two heads, the delivery states as it is drawn, typing as they nod. Always beside words. */
export function Mark({ state = "still", size, className }: Props) {
  if (state === "still" || state === "typing") {
    const side = size ?? 24;
    return (
      <svg className={cx(styles.mark, state === "typing" ? styles.typing : styles.still, className)} viewBox="0 0 48 48" width={side} height={side} aria-hidden="true">
        <path className={styles.seat} d="M4.5 24.5V26a9.75 9.75 0 0 0 19.5 0v-4a9.75 9.75 0 0 1 19.5 0v1.5" />
        <circle className={styles.head} cx="14.25" cy="14.25" r="6" />
        <circle className={styles.head} cx="33.75" cy="33.75" r="6" />
      </svg>
    );
  }
  const height = size ?? 14;
  return (
    <svg className={cx(styles.delivery, className)} viewBox="0 0 26 14" width={(height * 26) / 14} height={height} aria-hidden="true">
      <Delivery state={state} />
    </svg>
  );
}

function Delivery({ state }: { state: "sending" | "sent" | "delivered" | "read" }) {
  switch (state) {
    case "sending":
      return <circle className={styles.dotted} cx="20" cy="7" r="3.25" />;
    case "sent":
      return <circle className={styles.dot} cx="20" cy="7" r="3.6" />;
    case "delivered":
      return (
        <>
          <circle className={styles.dot} cx="9" cy="7" r="3.6" />
          <circle className={styles.dot} cx="20" cy="7" r="3.6" />
        </>
      );
    case "read":
      return (
        <>
          <path className={styles.thread} d="M1.8 7.4v.4a4.1 4.1 0 0 0 8.2 0V6.2a4.1 4.1 0 0 1 8.2 0v.4" transform="translate(1.5)" />
          <circle className={styles.head} cx="7.4" cy="3.3" r="2.6" />
          <circle className={styles.head} cx="15.6" cy="10.7" r="2.6" />
        </>
      );
  }
}
