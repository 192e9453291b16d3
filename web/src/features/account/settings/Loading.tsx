import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Skeleton } from "@ui/Skeleton";
import { VisuallyHidden } from "@ui/Hidden";
import { problemText } from "@store";
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
  const { t } = useLingui();
  const offline = codeOf(cause) === "network";
  return (
    <EmptyState
      art={offline ? "broken" : "knot"}
      title={offline ? t`You’re offline` : t`A knot in the thread`}
      action={
        <Button kind="primary" onClick={onRetry}>
          <Trans>Try again</Trans>
        </Button>
      }
    >
      {problemText(cause)}
    </EmptyState>
  );
}
