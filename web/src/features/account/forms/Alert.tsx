import type { ReactNode } from "react";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import css from "./fields.module.css";

/** Why a form could not be sent, when no single field can mend it. */
export function Alert({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <p className={css.alert} role="alert">
      <WarningCircleIcon size={20} />
      <span>{children}</span>
    </p>
  );
}
