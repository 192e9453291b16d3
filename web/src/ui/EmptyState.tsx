import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

type Art = "seat" | "knot" | "broken" | "none";

type Props = {
  art: Art;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** A line of small print: an error's code. */
  note?: ReactNode;
  /** 1 where it is the whole page. */
  level?: 1 | 2;
};

/** What a screen shows when it has nothing, or cannot: drawn with the thread and two heads only. */
export function EmptyState({ art, title, children, action, note, level = 2 }: Props) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={styles.empty}>
      {art !== "none" && <Drawing art={art} />}
      <Heading className={styles.title}>{title}</Heading>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </div>
  );
}

function Drawing({ art }: { art: Exclude<Art, "none"> }) {
  return (
    <svg className={styles.art} viewBox="0 0 200 150" aria-hidden="true">
      {art === "seat" && (
        <>
          <path className={styles.velvet} d="M24 74v4a38 38 0 0 0 76 0v-12a38 38 0 0 1 76 0v4" />
          <circle className={styles.head} cx="62" cy="44" r="20" />
          <circle className={styles.free} cx="138" cy="102" r="20" />
        </>
      )}
      {art === "knot" && (
        <>
          <path className={styles.thread} d="M8 92c34 0 40-52 84-52 34 0 40 44 12 50-30 6-38-36-6-52 34-16 62 2 48 34-10 24-44 20-62 4" />
          <path className={styles.thread} d="M84 76c-8-14 4-34 26-34 36 0 46 50 82 50" />
          <circle className={styles.head} cx="14" cy="66" r="13" />
          <circle className={styles.head} cx="186" cy="66" r="13" />
        </>
      )}
      {art === "broken" && (
        <>
          <path className={styles.thread} d="M10 92c14-22 28-22 42 0s24 18 32 2" />
          <path className={styles.thread} d="M116 80c8-16 18-14 32 6s28 22 42 2" />
          <circle className={styles.head} cx="16" cy="58" r="13" />
          <circle className={styles.free} cx="184" cy="58" r="13" />
        </>
      )}
    </svg>
  );
}
