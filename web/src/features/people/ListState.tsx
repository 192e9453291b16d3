import { Trans } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Failed } from "@ui/Failed";
import { problemText, type Pages } from "@store";
import { Problem } from "@data";
import css from "./Friends.module.css";

/** A list that could not be had: why, and the way to ask again. */
export function ListFailure({ list }: { list: Pick<Pages<unknown>, "cause" | "more"> }) {
  return (
    <Failed offline={list.cause instanceof Problem && list.cause.code === "network"} onRetry={list.more}>
      {problemText(list.cause)}
    </Failed>
  );
}

/** The same, for a list that is one part of a screen. */
export function Again({ list }: { list: Pick<Pages<unknown>, "busy" | "cause" | "more"> }) {
  return (
    <div className={css.again}>
      <p role="status">{problemText(list.cause)}</p>
      <Button size="small" busy={list.busy} onClick={list.more}>
        <Trans>Try again</Trans>
      </Button>
    </div>
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
