import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";

type Props = { offline: boolean; onRetry: () => void; children: ReactNode };

/** What could not be had, why, and the way to ask again. */
export function Failed({ offline, onRetry, children }: Props) {
  const { t } = useLingui();
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
      {children}
    </EmptyState>
  );
}
