import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { problemText, useConnection, useReadable, useStore } from "@store";
import type { Problem } from "@data";
import css from "./report.module.css";

type Props = {
  /** Of one person who is reported, or whose group is. */
  name: string | undefined;
  count: number;
  blocked: boolean;
  refused: Problem | undefined;
  /** Leaves the group that is reported, which one can once it is. */
  onLeave?: () => void;
  onClose: () => void;
};

/** After a report: whether it has arrived, and what happens next. */
export function Sent({ name, count, blocked, refused, onLeave, onClose }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const waits = useReadable(store.reportsWaiting) > 0;
  const offline = useConnection() !== "online";
  const whom = count === 1 ? name : undefined;
  const title = refused ? t`Not reported` : !waits ? t`Reported. Thank you.` : offline ? t`It will be reported` : t`Reporting…`;
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" onClick={onClose}>
            <Trans>Done</Trans>
          </Button>
          {onLeave && !refused && !waits && (
            <Button
              kind="danger"
              onClick={() => {
                onClose();
                onLeave();
              }}
            >
              <Trans>Leave the group</Trans>
            </Button>
          )}
          {!refused && (
            <Button kind="quiet" href="/settings/safety/reports" onClick={onClose}>
              <Trans>Your reports</Trans>
            </Button>
          )}
        </>
      }
    >
      <p role="status">
        {refused ? problemText(refused) : waits && offline ? <Trans>You are offline. The report leaves by itself when the network is back.</Trans> : <Trans>Here is what happens next.</Trans>}
      </p>
      {!refused && (
        <ol className={css.next}>
          <li>
            <Trans>A moderator looks at it. What endangers someone comes first.</Trans>
          </li>
          <li>{whom ? <Trans>{whom} is not told who reported them.</Trans> : <Trans>Nobody is told who reported them.</Trans>}</li>
          <li>
            <Trans>You read in Settings → Safety → Your reports what came of it.</Trans>
          </li>
        </ol>
      )}
      {blocked && (
        <p>
          <b>{whom ? t`${whom} is blocked.` : plural(count, { one: "# person is blocked.", other: "# people are blocked." })}</b>{" "}
          <Trans>They can no longer write to you, find you or see when you are here.</Trans>
        </p>
      )}
    </Dialog>
  );
}
