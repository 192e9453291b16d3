import { Suspense, useState } from "react";
import { later } from "@ui/later";
import { Trans, useLingui } from "@lingui/react/macro";
import { AddressBookIcon } from "@phosphor-icons/react/dist/csr/AddressBook";
import { FacebookLogoIcon } from "@phosphor-icons/react/dist/csr/FacebookLogo";
import { QrCodeIcon } from "@phosphor-icons/react/dist/csr/QrCode";
import { ScanIcon } from "@phosphor-icons/react/dist/csr/Scan";
import { ShareNetworkIcon } from "@phosphor-icons/react/dist/csr/ShareNetwork";
import { UsersIcon } from "@phosphor-icons/react/dist/csr/Users";
import { Link, Route, Switch } from "wouter";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { IconButton } from "@ui/IconButton";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import { Section } from "@ui/Section";
import { SkeletonRows } from "@ui/Skeleton";
import { useInbox, usePerson, useSession } from "@store";
import type { Profile } from "@data";
import { ContactsPage, useFindable } from "@features/contacts";
import { FollowButton } from "./FollowButton";
import { FollowRequestsRow } from "./FollowRequests";
import css from "./Friends.module.css";
import { nameOf } from "./names";
import { PersonRow } from "./PersonRow";
import rows from "./PersonRow.module.css";
import { Results } from "./Results";
import { shareProfile } from "./share";
import { SuggestedSection } from "./Suggestions";
import { useFind } from "./useFind";

const SuggestedPage = later(() => import("./Suggestions").then((m) => ({ default: m.SuggestedPage })));
const FollowRequestsPage = later(() => import("./FollowRequests").then((m) => ({ default: m.FollowRequestsPage })));
const CodePage = later(() => import("./CodePage"));
const ScanPage = later(() => import("./ScanPage"));

/** The Friends tab, and what lies behind it. */
export function Friends() {
  return (
    <Suspense fallback={<SkeletonRows count={4} />}>
      <Switch>
        <Route path="/friends/suggested"><SuggestedPage /></Route>
        <Route path="/friends/requests"><FollowRequestsPage /></Route>
        <Route path="/friends/contacts"><ContactsPage row={contactRow} /></Route>
        <Route path="/friends/code"><CodePage /></Route>
        <Route path="/friends/scan"><ScanPage /></Route>
        <Route><Tab /></Route>
      </Switch>
    </Suspense>
  );
}

/** A contact who is here, under the name that everyone sees, and the one that they have in the address book where it is another. */
function ContactRow({ found, called }: { found: Profile; called: string }) {
  const person = usePerson(found);
  return (
    <PersonRow person={person} detail={called !== "" && called !== nameOf(person) ? <Trans>{called} in your contacts</Trans> : undefined}>
      <FollowButton person={person} size="small" />
    </PersonRow>
  );
}
const contactRow = (person: Profile, called: string) => <ContactRow found={person} called={called} />;

/** The people of one's life here: ways to find them, those one may know, those one talks with. */
function Tab() {
  const { t } = useLingui();
  const { me } = useSession();
  const [typed, setTyped] = useState("");
  const { found, retry } = useFind(typed);
  return (
    <Screen
      className={css.column}
      title={t`Friends`}
      actions={
        <>
          {me && <IconButton kind="secondary" label={t`Your friends`} icon={<UsersIcon />} href={`/@${me.handle}/friends`} />}
          <IconButton kind="secondary" label={t`Scan a QR code`} icon={<ScanIcon />} href="/friends/scan" />
        </>
      }
      top={<SearchField label={t`Find by handle or name`} value={typed} onChange={setTyped} />}
    >
      {found.status !== "idle" ? (
        <Results typed={typed.trim()} found={found} onRetry={retry} />
      ) : (
        <>
          <Ways />
          <FollowRequestsRow />
          <SuggestedSection />
          <Known />
        </>
      )}
    </Screen>
  );
}

/** The ways to find people, and to be found. */
function Ways() {
  const { t } = useLingui();
  const { me } = useSession();
  const findable = useFindable();
  if (!me) return null;
  return (
    <nav className={css.ways} aria-label={t`Find people`}>
      {findable && (
        <Link href="/friends/contacts">
          <AddressBookIcon />
          <Trans>Sync contacts</Trans>
        </Link>
      )}
      <Link href="/settings/facebook">
        <FacebookLogoIcon />
        <Trans>Facebook friends</Trans>
      </Link>
      <Link href="/friends/code">
        <QrCodeIcon />
        <Trans>Your QR code</Trans>
      </Link>
      {!findable && (
        <button type="button" onClick={() => void shareProfile(me)}>
          <ShareNetworkIcon />
          <Trans>Share your profile</Trans>
        </button>
      )}
    </nav>
  );
}

/** The people one talks with, the latest first. */
function Known() {
  const { t } = useLingui();
  const inbox = useInbox("inbox");
  if (!inbox.items.some(({ peer }) => peer)) return inbox.status === "loading" ? null : <Nobody />;
  return (
    <Section title={t`People you talk with`} className={css.section}>
      <ul className={rows.list}>
        {inbox.items.map(({ peer, conversation }) => peer && <TalkedWith key={peer.id} person={peer} conversation={conversation.id} />)}
      </ul>
    </Section>
  );
}

function TalkedWith({ person, conversation }: { person: Profile; conversation: string }) {
  const { t } = useLingui();
  const name = nameOf(person);
  return (
    <PersonRow person={person}>
      <Button size="small" href={`/c/${conversation}`} aria-label={t`Message ${name}`}>
        <Trans>Message</Trans>
      </Button>
    </PersonRow>
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
