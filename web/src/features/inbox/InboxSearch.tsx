import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { useLocation, useSearch } from "wouter";
import { EmptyState } from "@ui/EmptyState";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import SearchResults from "./SearchResults";

/** Search over everything said, with an address that can be kept. */
export default function InboxSearch() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const query = new URLSearchParams(useSearch()).get("q") ?? "";
  const root = useRef<HTMLDivElement>(null);
  const change = (value: string) => navigate(value ? `/inbox/search?${new URLSearchParams({ q: value }).toString()}` : "/inbox/search", { replace: true });
  useEffect(() => {
    root.current?.querySelector("input")?.focus();
  }, []);
  return (
    <Screen
      title={t`Search`}
      back="/inbox"
      top={
        <div ref={root}>
          <SearchField label={t`Names and messages`} value={query} onChange={change} />
        </div>
      }
    >
      {query.trim() === "" ? (
        <EmptyState art="none" title={t`Find a word again`}>
          <Trans>Names, handles, and everything you two have said.</Trans>
        </EmptyState>
      ) : (
        <SearchResults query={query} />
      )}
    </Screen>
  );
}
