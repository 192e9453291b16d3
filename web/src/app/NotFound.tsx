import { Trans } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState level={1} art="broken" title={<Trans>Nothing at this address</Trans>} action={<Button kind="primary" href="/inbox"><Trans>Go to the inbox</Trans></Button>}>
      <Trans>It may have moved, or the link was cut.</Trans>
    </EmptyState>
  );
}
