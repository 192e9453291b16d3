import { Trans } from "@lingui/react/macro";
import { useConnection } from "@store";
import { Banner } from "@ui/Banner";
import { useEffect, useState } from "react";
import styles from "./ConnectionBanner.module.css";

/** A short loss of the network is not worth a word. */
const PATIENCE = 1500;

/** Says when nothing gets through, and that writing goes on. */
export function ConnectionBanner({ slim }: { slim: boolean }) {
  const connection = useConnection();
  const trouble = connection === "offline" || connection === "down" ? connection : undefined;
  const lasting = useLasting(trouble, PATIENCE);
  if (!lasting) return null;
  if (slim) {
    return (
      <p className={styles.slim} role="status">
        {lasting === "offline" ? <Trans>Offline. Write anyway.</Trans> : <Trans>The server can’t answer. Your messages are safe.</Trans>}
      </p>
    );
  }
  return lasting === "offline" ? (
    <Banner tone="offline" className={styles.banner} title={<Trans>You’re offline</Trans>}>
      <Trans>Write anyway: it all leaves when the network is back.</Trans>
    </Banner>
  ) : (
    <Banner tone="offline" className={styles.banner} title={<Trans>A knot in the thread</Trans>}>
      <Trans>Your messages are safe. The server can’t answer yet.</Trans>
    </Banner>
  );
}

/** A value once it has lasted for a while; at once when it is gone. */
function useLasting<T>(value: T | undefined, after: number): T | undefined {
  const [kept, setKept] = useState<T>();
  useEffect(() => {
    const timer = setTimeout(() => setKept(value), value === undefined ? 0 : after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return value === undefined ? undefined : kept;
}
