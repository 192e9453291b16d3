import { useLingui } from "@lingui/react/macro";
import { useCallback, useEffect, useState, type ReactNode } from "react";
import { Failed } from "@ui/Failed";
import { Screen } from "@ui/Screen";
import { Section } from "@ui/Section";
import { SkeletonRows } from "@ui/Skeleton";
import { problemText, useStore } from "@store";
import { Problem, type Profile } from "@data";
import css from "./contacts.module.css";
import { FindContacts } from "./FindContacts";
import { Identifiers } from "./Identifiers";
import { ownCountry, type Identifier, type Kind } from "./kinds";

interface Loaded {
  kinds: Kind[];
  own: Identifier[];
  syncedAt?: string;
  /** Where numbers without a calling code are: the server's country, or this device's. */
  country: string;
}

type Props = {
  /** A row for someone who was found, and what they are called in the address book. */
  row: (person: Profile, called: string) => ReactNode;
};

/** By what one can be found, and finding others by what is in one's address book. */
export function ContactsPage({ row }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure, setFailure] = useState<unknown>();

  const load = useCallback(
    () =>
      Promise.all([api.getServer(), api.listIdentifiers(), api.getContacts()]).then(
        ([server, { items }, kept]) => {
          setLoaded({ kinds: server.verifies, own: items, syncedAt: kept.syncedAt, country: server.country || ownCountry() });
          setFailure(undefined);
        },
        (cause: unknown) => setFailure(cause),
      ),
    [api],
  );
  useEffect(() => void load(), [load]);

  const canFind = loaded && (loaded.kinds.length > 0 || loaded.own.length > 0);
  return (
    <Screen title={t`Contacts`} back="/friends" page>
      {failure !== undefined && !loaded && (
        <Failed offline={failure instanceof Problem && failure.code === "network"} onRetry={() => void load()}>
          {problemText(failure)}
        </Failed>
      )}
      {!loaded && failure === undefined && <SkeletonRows count={4} />}
      {loaded && (
        <>
          <Section title={t`How people find you`} className={css.part}>
            <Identifiers kinds={loaded.kinds} own={loaded.own} country={loaded.country} onChange={() => void load()} />
          </Section>
          {canFind && (
            <Section title={t`Find your contacts`} className={css.part}>
              <FindContacts ready={loaded.own.length > 0} kept={loaded.syncedAt !== undefined} country={loaded.country} row={row} onChange={() => void load()} />
            </Section>
          )}
        </>
      )}
    </Screen>
  );
}
