import { useLingui } from "@lingui/react/macro";
import { VisuallyHidden } from "@ui/Hidden";
import { Mark } from "@ui/Mark";
import styles from "./Splash.module.css";

/** What shows until the local copy is open: the mark, in its place. */
export function Splash() {
  const { t } = useLingui();
  return (
    <div className={styles.splash}>
      <Mark size={56} className={styles.mark} />
      <span role="status"><VisuallyHidden>{t`Loading`}</VisuallyHidden></span>
    </div>
  );
}
