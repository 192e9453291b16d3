import { useLingui } from "@lingui/react/macro";
import styles from "./Skeleton.module.css";
import { cx } from "./cx";
import { VisuallyHidden } from "./Hidden";

type Props = {
  shape: "line" | "circle" | "card" | "row" | "bubble";
  /** A CSS width: "58%", "3.5rem". */
  width?: string;
  className?: string;
};

/** The ground of something that is loading, in its own shape. */
export function Skeleton({ shape, width, className }: Props) {
  if (shape === "row") {
    return (
      <span className={cx(styles.row, className)} aria-hidden="true">
        <span className={cx(styles.ground, styles.circle)} />
        <span className={styles.lines}>
          <span className={cx(styles.ground, styles.line, styles.name)} />
          <span className={cx(styles.ground, styles.line, styles.second)} />
        </span>
      </span>
    );
  }
  return <span className={cx(styles.ground, styles[shape], className)} style={width === undefined ? undefined : { width }} aria-hidden="true" />;
}

/** A list that is loading. */
export function SkeletonRows({ count = 8 }: { count?: number }) {
  const { t } = useLingui();
  return (
    <div className={styles.rows}>
      <span role="status"><VisuallyHidden>{t`Loading`}</VisuallyHidden></span>
      {Array.from({ length: count }, (_, i) => <Skeleton key={i} shape="row" />)}
    </div>
  );
}
