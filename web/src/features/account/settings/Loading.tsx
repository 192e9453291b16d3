import { useLingui } from "@lingui/react/macro";
import { Failed } from "@ui/Failed";
import { Skeleton } from "@ui/Skeleton";
import { VisuallyHidden } from "@ui/Hidden";
import { problemText } from "../forms/problemText";
import { codeOf } from "../forms/problem";
import css from "./pages.module.css";

/** A list of settings on its way. */
export function Loading({ rows = 3 }: { rows?: number }) {
  const { t } = useLingui();
  return (
    <div className={css.rows}>
      <span role="status">
        <VisuallyHidden>{t`Loading`}</VisuallyHidden>
      </span>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} shape="row" />
      ))}
    </div>
  );
}

/** What could not be loaded, why, and the way to ask again. */
export function LoadFailure({ cause, onRetry }: { cause: unknown; onRetry: () => void }) {
  return (
    <Failed offline={codeOf(cause) === "network"} onRetry={onRetry}>
      {problemText(cause)}
    </Failed>
  );
}
