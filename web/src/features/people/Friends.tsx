import { useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import { Section } from "@ui/Section";
import { SkeletonRows } from "@ui/Skeleton";
import { useInbox } from "@store";
import css from "./Friends.module.css";
import { Results } from "./Results";
import { PersonRow } from "./PersonRow";
import rows from "./PersonRow.module.css";
import { useFind } from "./useFind";
import { useMessage } from "./useMessage";

/** The people of one's life here: those one talks with, and everyone else by handle or name. */
export function Friends() {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const { found, retry } = useFind(typed);
  return (
    <Screen className={css.column} title={t`Friends`} top={<SearchField label={t`Find by handle or name`} value={typed} onChange={setTyped} />}>
      {found.status === "idle" ? <Known /> : <Results typed={typed.trim()} found={found} onRetry={retry} />}
    </Screen>
  );
}

/** The people one talks with, the latest first. */
function Known() {
  const { t } = useLingui();
  const inbox = useInbox("inbox");
  const { opening, message } = useMessage();
  if (inbox.items.length === 0) return inbox.status === "loading" ? <SkeletonRows /> : <Nobody />;
  return (
    <Section title={t`People you talk with`} className={css.section}>
      <ul className={rows.list}>
        {inbox.items.map(({ peer }) => (
          <PersonRow key={peer.id} person={peer} opening={opening === peer.id} onMessage={() => message(peer.id)} />
        ))}
      </ul>
    </Section>
  );
}

function Nobody() {
  const { t } = useLingui();
  return (
    <EmptyState
      art="seat"
      title={t`Who would you like beside you?`}
      action={
        <Button kind="primary" onClick={() => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus()}>
          <Trans>Find someone</Trans>
        </Button>
      }
    >
      <Trans>Type a name or a handle above. The people you talk with will be here.</Trans>
    </EmptyState>
  );
}
