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
