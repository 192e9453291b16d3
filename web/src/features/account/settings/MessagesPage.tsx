import { useState } from "react";
import { plural, t as translate } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { AddressBookIcon } from "@phosphor-icons/react/dist/csr/AddressBook";
import { CheckIcon } from "@phosphor-icons/react/dist/csr/Check";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { UserIcon } from "@phosphor-icons/react/dist/csr/User";
import { UserCheckIcon } from "@phosphor-icons/react/dist/csr/UserCheck";
import { UsersIcon } from "@phosphor-icons/react/dist/csr/Users";
import type { ReactNode } from "react";
import { Banner } from "@ui/Banner";
import { RadioGroup, type RadioOption } from "@ui/RadioGroup";
import { toast } from "@ui/toast";
import { longDate } from "@i18n";
import { useSession, useStore } from "@store";
import type { DirectMessages, Me, Who } from "@data";
import { problemText } from "../forms/problemText";
import { effectsOf, type Effect, type From } from "./effects";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";
import { useLoad } from "./useLoad";

const ALL: readonly Who[] = ["everyone", "suggested", "friends", "nobody"];

/** Who can write to one: four choices, each saying who that is today, and below them what the chosen one means. */
export default function MessagesPage() {
  const { t } = useLingui();
  const { api } = useStore();
  const { loaded, reload } = useLoad(api.getDirectMessages);
  return (
    <SettingsPage title={t`Direct messages`} above={{ href: "/settings/privacy", title: t`Privacy` }}>
      {loaded.status === "loading" && <Loading rows={4} />}
      {loaded.status === "error" && <LoadFailure cause={loaded.cause} onRetry={reload} />}
      {loaded.status === "ready" && <Choice first={loaded.value} />}
    </SettingsPage>
  );
}

function Choice({ first }: { first: DirectMessages }) {
  const { t } = useLingui();
  const { api } = useStore();
  const { me } = useSession();
  const [kept, setKept] = useState(first);
  // The card is chosen under the finger; it goes back if the server refuses.
  const [wanted, setWanted] = useState<Who>();
  const who = wanted ?? kept.who;
  const locked = kept.choices.length <= 1;

  async function choose(next: Who) {
    setWanted(next);
    try {
      setKept(await api.setDirectMessages(next));
    } catch (cause) {
      toast(problemText(cause));
    }
    setWanted((now) => (now === next ? undefined : now));
  }

  return (
    <>
      {locked && <Lock why={kept.lock} />}
      {me?.bandChange && <Birthday change={me.bandChange} />}
      <RadioGroup label={t`Who can send you direct messages`} options={ALL.map((choice) => optionOf(choice, kept))} value={who} onChange={(next) => void choose(next)} />
      <Means who={who} />
      <p className={css.small}>
        <Trans>Takes effect with the next message. Your history stays readable.</Trans>
      </p>
    </>
  );
}

function optionOf(who: Who, { choices, friends, suggested }: DirectMessages): RadioOption<Who> {
  const yours = plural(friends, { 0: "You have no friends here yet", one: "Your one friend", other: "Your # friends" });
  const theirs = plural(suggested, { 0: "nobody is suggested to you yet", one: "# suggested friend with a request", other: "# suggested friends with a request" });
  const labels = { everyone: translate`Everyone`, suggested: translate`Suggested friends`, friends: translate({ message: "Friends", context: "who can write" }), nobody: translate`Nobody` };
  const hints = {
    everyone: translate`${yours}, and anyone else with a request`,
    suggested: translate`${yours}, and ${theirs}: people from your contacts or Facebook`,
    friends: friends === 0 ? translate`You have no friends here yet: friends follow each other` : translate`${yours}: you follow each other`,
    nobody: translate`No messages, not even from friends`,
  };
  const open = choices.includes(who);
  return { value: who, label: labels[who], hint: open || choices.length <= 1 ? hints[who] : translate`Not open at your age yet`, disabled: !open };
}

/** What one's birthday opens, for who has one soon. */
function Birthday({ change }: { change: NonNullable<Me["bandChange"]> }) {
  const { t } = useLingui();
  if (!change.messages) return null;
  const on = longDate(change.at);
  const words: Record<Who, string> = {
    everyone: t({ message: "everyone", context: "can write" }),
    suggested: t({ message: "friends and suggested friends", context: "can write" }),
    friends: t({ message: "friends", context: "can write" }),
    nobody: t({ message: "nobody", context: "can write" }),
  };
  const people = words[change.who];
  return (
    <Banner
      tone="info"
      title={
        change.choices.includes("everyone") ? (
          <Trans>From your birthday on, {on}, all four choices are open to you.</Trans>
        ) : (
          <Trans>From your birthday on, {on}, you can choose who writes to you.</Trans>
        )
      }
    >
      {change.who === change.before ? (
        <Trans>Until you choose otherwise, it stays as it is: {people}.</Trans>
      ) : (
        <Trans>Until you choose otherwise, these can write to you then: {people}.</Trans>
      )}
    </Banner>
  );
}

/** Why there is nothing to choose. */
function Lock({ why }: { why: DirectMessages["lock"] }) {
  const { t } = useLingui();
  return (
    <Banner tone="info" title={why === "country" ? t`Messages are off in your country` : t`Messages are off at your age`}>
      {why === "country" ? (
        <Trans>Nobody can write to you here, and you can’t write to anyone. What you have stays readable.</Trans>
      ) : (
        <Trans>Until you are older, nobody can write to you and you can’t write to anyone. That is to keep you safe, and it opens by itself on your birthday.</Trans>
      )}
    </Banner>
  );
}

/** What a choice means, told to screen readers when it changes. */
function Means({ who }: { who: Who }) {
  const { t } = useLingui();
  const names: Record<From, string> = { friends: t({ message: "Friends", context: "who can write" }), suggested: t`Suggested friends`, followed: t`People you follow`, others: t`Everyone else` };
  const icons: Record<From, ReactNode> = { friends: <UsersIcon />, suggested: <AddressBookIcon />, followed: <UserCheckIcon />, others: <UserIcon /> };
  const words: Record<Effect, string> = { inbox: t({ message: "inbox", context: "where it arrives" }), request: t({ message: "request", context: "how it arrives" }), none: t`can’t write` };
  const marks: Record<Effect, ReactNode> = { inbox: <CheckIcon />, request: <HandWavingIcon />, none: <ProhibitIcon /> };
  const looks: Record<Effect, string | undefined> = { inbox: css.yes, request: css.ask, none: undefined };
  return (
    <section className={css.effect} aria-live="polite" aria-label={t`What this means`}>
      <h2>
        <Trans>What this means</Trans>
      </h2>
      <ul>
        {effectsOf(who).map(([from, effect]) => (
          <li key={from}>
            {icons[from]}
            <b>{names[from]}</b>
            <span className={looks[effect]}>
              {words[effect]}
              {marks[effect]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
