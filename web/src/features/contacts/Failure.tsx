import { Trans, useLingui } from "@lingui/react/macro";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { problemText } from "@store";
import { Problem } from "@data";

type Props = { cause: unknown; onRetry?: () => void };

/** Why contacts were not looked for, where one would look again. */
export function Failure({ cause, onRetry }: Props) {
  const { t } = useLingui();
  const again = onRetry && (
    <Button size="small" onClick={onRetry}>
      <Trans>Try again</Trans>
    </Button>
  );
  switch (cause instanceof Problem ? cause.code : "") {
    case "network":
      return (
        <Banner tone="offline" title={t`You’re offline`} action={again}>
          <Trans>Nothing has left this device. Look again when the network is back.</Trans>
        </Banner>
      );
    case "too_large":
      return (
        <Banner tone="danger" title={t`This file is too large`}>
          <Trans>Up to 100 MB are read. Export your contacts without their pictures.</Trans>
        </Banner>
      );
    default:
      return <Banner tone="danger" title={t`Your contacts were not looked for`} action={again}>{problemText(cause)}</Banner>;
  }
}
