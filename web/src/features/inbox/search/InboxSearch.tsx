import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useMemo, useRef } from "react";
import { useLocation, useSearch } from "wouter";
import { EmptyState } from "@ui/EmptyState";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import { Filters, isNarrowed, narrowed, type Narrowed } from "./Filters";
import SearchResults from "./SearchResults";

/** Search over everything said, with an address that can be kept. */
export default function InboxSearch() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const address = useSearch();
  const query = new URLSearchParams(address).get("q") ?? "";
  const only = useMemo(() => narrowed(new URLSearchParams(address)), [address]);
  const root = useRef<HTMLDivElement>(null);
  const change = (q: string, next: Narrowed) => {
    const said = new URLSearchParams(Object.entries({ q, ...next }).filter(([, value]) => value)).toString();
    navigate(said ? `/inbox/search?${said}` : "/inbox/search", { replace: true });
  };
  // Who comes to look at what is in a conversation does not come to type.
  const here = useRef(only.in);
  useEffect(() => {
    if (!here.current) root.current?.querySelector("input")?.focus();
  }, []);
  return (
    <Screen
      title={t`Search`}
      back={only.in ? `/c/${only.in}/details` : "/inbox"}
      top={
        <div ref={root}>
          <SearchField label={t`Names and messages`} value={query} onChange={(q) => change(q, only)} />
        </div>
      }
    >
      <Filters value={only} onChange={(next) => change(query, next)} />
      {query.trim() === "" && !isNarrowed(only) ? (
        <EmptyState art="none" title={t`Find a word again`}>
          <Trans>Names, handles, and everything you two have said.</Trans>
        </EmptyState>
      ) : (
        <SearchResults query={query} only={only} />
      )}
    </Screen>
  );
}
