import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useState, type ReactNode } from "react";
import { EmptyState } from "@ui/EmptyState";
import { SearchField } from "@ui/SearchField";
import { SkeletonRows } from "@ui/Skeleton";
import { usePages } from "@store";
import type { ID, Page, Profile } from "@data";
import css from "./Friends.module.css";
import { ListFailure, More } from "./ListState";
import rows from "./PersonRow.module.css";
import { useSettled } from "./useSettled";

/** One page of a list, of those whose name or handle begins with `q`. */
export type Ask = (query: { q?: string; cursor?: string }, signal: AbortSignal) => Promise<Page<Profile>>;

type Props = {
  /** The same function as long as it is the same list. */
  ask: Ask;
  /** Who is left out. */
  except?: ID;
  /** Above the search. */
  lead?: ReactNode;
  /** In place of the search, where there is nobody. */
  nobody: ReactNode;
  /** What is said of a failure, where it is not what is said of all. */
  failure?: (cause: unknown) => ReactNode;
  row: (person: Profile) => ReactNode;
};

/** A list of people, page by page, and the search in it. */
export function SearchedPeople({ ask, except, lead, nobody, failure, row }: Props) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const q = useSettled(typed.trim());
  const list = usePages(useCallback((cursor: string | undefined, signal: AbortSignal) => ask({ q: q || undefined, cursor }, signal), [ask, q]));
  const people = list.items.filter((person) => person.id !== except);
  const none = list.status === "ready" && people.length === 0 && !list.hasMore && !list.busy;
  if (list.status === "error") return failure?.(list.cause) ?? <ListFailure list={list} />;
  if (none && q === "") return nobody;
  return (
    <>
      {lead}
      <div className={css.search}>
        <SearchField label={t`Name or handle`} value={typed} onChange={setTyped} />
      </div>
      {list.status === "loading" && <SkeletonRows />}
      {none && (
        <EmptyState art="none" title={t`Nobody by that name`}>
          <Trans>Check the spelling.</Trans>
        </EmptyState>
      )}
      <ul className={rows.list} aria-busy={list.busy}>
        {people.map(row)}
      </ul>
      <More list={list} />
    </>
  );
}
