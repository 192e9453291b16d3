import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useEffect, useState } from "react";
import { Button } from "@ui/Button";
import { Screen } from "@ui/Screen";
import { Section } from "@ui/Section";
import { SkeletonRows } from "@ui/Skeleton";
import { problemText, useStore } from "@store";
import css from "./contacts.module.css";
import { FindContacts } from "./FindContacts";
import { Identifiers } from "./Identifiers";
import type { Identifier, Kind } from "./kinds";

interface Loaded {
  kinds: Kind[];
  own: Identifier[];
  syncedAt?: string;
}

/** By what one can be found, and finding others by what is in one's address book. */
export function ContactsPage() {
  const { t } = useLingui();
  const { api } = useStore();
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure, setFailure] = useState<unknown>();

  const load = useCallback(
    () =>
      Promise.all([api.getServer(), api.listIdentifiers(), api.getContacts()]).then(
        ([server, { items }, kept]) => {
          setLoaded({ kinds: server.verifies, own: items, syncedAt: kept.syncedAt });
          setFailure(undefined);
        },
        (cause: unknown) => setFailure(cause),
      ),
    [api],
  );
  useEffect(() => void load(), [load]);

  return (
    <Screen title={t`Contacts`} back="/friends" page>
      {failure !== undefined && (
        <div className={css.part} role="alert">
          <p>{problemText(failure)}</p>
          <Button onClick={() => void load()}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
      {!loaded && failure === undefined && <SkeletonRows count={4} />}
      {loaded && (
        <>
          <Section title={t`How people find you`} className={css.part}>
            <Identifiers kinds={loaded.kinds} own={loaded.own} onChange={() => void load()} />
          </Section>
          {(loaded.kinds.length > 0 || loaded.own.length > 0) && (
            <Section title={t`Find your contacts`} className={css.part}>
              <FindContacts ready={loaded.own.length > 0} kept={loaded.syncedAt !== undefined} onChange={() => void load()} />
            </Section>
          )}
        </>
      )}
    </Screen>
  );
}
