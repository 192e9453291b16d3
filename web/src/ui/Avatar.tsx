import { useLingui } from "@lingui/react/macro";
import { useState, type ReactNode } from "react";
import styles from "./Avatar.module.css";
import { cx } from "./cx";
import { VisuallyHidden } from "./Hidden";

export type AvatarSize = 28 | 40 | 48 | 56 | 96 | 128;

type Props = {
  name: string;
  src?: string;
  size: AvatarSize;
  presence?: "online";
  /** What chooses the ink: an account's id keeps it when the name changes. */
  seed?: string;
  /** A group: a soft square. */
  square?: boolean;
  /** In place of initials. */
  sign?: ReactNode;
  className?: string;
};

/** One or two letters of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = (word: string | undefined) => [...(word ?? "").replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "";
  const letters = first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "");
  return letters.toLocaleUpperCase();
}

/** A number from 1 to 8 that a text always gets. */
export function inkOf(text: string): number {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return (hash % 8) + 1;
}

/** A face, or initials in one of eight inks. The name stands beside it, so the picture itself says nothing. */
export function Avatar({ name, src, size, presence, seed, square = false, sign, className }: Props) {
  const { t } = useLingui();
  const [broken, setBroken] = useState<string>();
  const picture = src !== undefined && src !== broken ? src : undefined;
  return (
    <span className={cx(styles.avatar, styles[`s${size}`], square && styles.square, !picture && styles[`ink${inkOf(seed ?? name)}`], className)}>
      {picture ? (
        <img src={picture} alt="" width={size} height={size} draggable={false} decoding="async" onError={() => setBroken(picture)} />
      ) : (
        <span className={styles.initials} aria-hidden="true">{sign ?? initials(name)}</span>
      )}
      {presence === "online" && <span className={styles.online} data-live=""><VisuallyHidden>{t`Online`}</VisuallyHidden></span>}
    </span>
  );
}
