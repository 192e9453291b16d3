import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Problem } from "@data";
import { staffProblem } from "./problems";

/** What could not be had, why, and the way to ask again. */
export function Failure({ cause, onRetry }: { cause: unknown; onRetry: () => void }) {
  const { t } = useLingui();
  const code = cause instanceof Problem ? cause.code : "";
  const titles: Record<string, string> = { network: t`You’re offline`, not_found: t`There is no such case` };
  return (
    <EmptyState
      art={code === "network" || code === "not_found" ? "broken" : "knot"}
      title={titles[code] ?? t`A knot in the thread`}
      action={
        code === "not_found" ? <Button kind="primary" href="/moderation"><Trans>Back to the queue</Trans></Button> : <Button kind="primary" onClick={onRetry}><Trans>Try again</Trans></Button>
      }
    >
      {code === "not_found" ? <Trans>Its address may have been cut.</Trans> : staffProblem(cause)}
    </EmptyState>
  );
}
