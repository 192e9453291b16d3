import { useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import styles from "./Toaster.module.css";
import { toasts, type Toast } from "./overlays";
import { useSignal } from "./signal";
import { dismissToast } from "./toast";

const SHORT = 5000;
const WITH_ACTION = 12_000;

/** Where toasts appear; the live region is there before them, so that they are read. */
export function Toaster() {
  const { t } = useLingui();
  const shown = useSignal(toasts);
  return (
    <section className={styles.place} aria-label={t`Notices`} aria-live="polite" aria-relevant="additions">
      {shown.map((toast) => <ToastCard key={toast.id} toast={toast} />)}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.action ? WITH_ACTION : SHORT);
    return () => clearTimeout(timer);
  }, [held, toast]);
  return (
    <div
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={styles.text}>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            toast.action?.onAction();
            dismissToast(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      )}
    </div>
  );
}
