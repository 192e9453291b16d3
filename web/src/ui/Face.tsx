import { useState, type ComponentProps } from "react";
import { Avatar } from "./Avatar";
import styles from "./Face.module.css";

/** With `veil`, the picture is not to be made out. Where that is a text, it is the name of a button that shows it. */
type Props = ComponentProps<typeof Avatar> & { veil?: string | boolean };

/** An avatar of someone whom one may not know. */
export function Face({ veil = false, ...avatar }: Props) {
  const [asked, setAsked] = useState(false);
  if (veil === false || asked || avatar.src === undefined) return <Avatar {...avatar} />;
  const veiled = <Avatar {...avatar} className={styles.veiled} />;
  if (veil === true) return veiled;
  return (
    <button type="button" className={styles.veil} aria-label={veil} onClick={() => setAsked(true)}>
      {veiled}
    </button>
  );
}
