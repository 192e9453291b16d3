import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { problemText, type Pages } from "@store";
import { Problem } from "@data";
import css from "./Friends.module.css";

/** A list that could not be had: why, and the way to ask again. */
export function ListFailure({ list }: { list: Pick<Pages<unknown>, "cause" | "more"> }) {
  const { t } = useLingui();
  const offline = list.cause instanceof Problem && list.cause.code === "network";
  return (
    <EmptyState
      art={offline ? "broken" : "knot"}
      title={offline ? t`You’re offline` : t`A knot in the thread`}
      action={
        <Button kind="primary" onClick={list.more}>
          <Trans>Try again</Trans>
        </Button>
      }
    >
      {problemText(list.cause)}
    </EmptyState>
  );
}

/** The way to the next page of a list. */
export function More({ list }: { list: Pages<unknown> }) {
  if (!list.hasMore && list.cause === undefined) return null;
  return (
    <div className={css.more}>
      {list.cause !== undefined && <p role="alert">{problemText(list.cause)}</p>}
      <Button kind="quiet" busy={list.busy} onClick={list.more}>
        <Trans>Show more</Trans>
      </Button>
    </div>
  );
}
