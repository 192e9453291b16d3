import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useLingui } from "@lingui/react/macro";
import { useId, type ReactNode } from "react";
import styles from "./Dialog.module.css";
import { cx } from "./cx";
import { IconButton } from "./IconButton";
import { useDragDismiss } from "./useDragDismiss";
import { useModal } from "./useModal";

type Props = {
  title: ReactNode;
  open: boolean;
  onClose: () => void;
  children?: ReactNode;
  actions?: ReactNode;
  /** "bottom": a sheet on the phone, a dialog elsewhere. "right": a pane that comes over from the side. */
  side?: "bottom" | "right";
  /** The content has its own header. */
  hideHeader?: boolean;
  role?: "dialog" | "alertdialog";
};

/** Something that must be seen to before the rest: a sheet from below on the phone, a dialog elsewhere. */
export function Dialog({ title, open, onClose, children, actions, side = "bottom", hideHeader = false, role }: Props) {
  const { t } = useLingui();
  const id = useId();
  const { ref, shown } = useModal(open, onClose);
  const drag = useDragDismiss(side === "bottom", onClose);
  if (!shown) return null;
  return (
    <dialog ref={ref} className={cx(styles.dialog, styles[side])} role={role} aria-labelledby={hideHeader ? undefined : id} aria-label={hideHeader && typeof title === "string" ? title : undefined}>
      {!hideHeader && (
        <header className={styles.head} {...drag}>
          {side === "bottom" && <span className={styles.grab} aria-hidden="true" />}
          <h2 id={id} className={styles.title} tabIndex={-1} data-title>{title}</h2>
          {role !== "alertdialog" && <IconButton label={t`Close`} icon={<XIcon />} className={styles.close} onClick={onClose} />}
        </header>
      )}
      {children !== undefined && <div className={hideHeader ? styles.bare : styles.body}>{children}</div>}
      {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
    </dialog>
  );
}
