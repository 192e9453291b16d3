import { useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Section } from "@ui/Section";
import { toast } from "@ui/toast";
import { longDate } from "@i18n";
import { useSession } from "@store";
import type { GuardianLink } from "@data/guardian";
import { LoadFailure, Loading } from "../settings/Loading";
import css from "../settings/pages.module.css";
import record from "../settings/record.module.css";
import { SettingsPage } from "../settings/SettingsPage";
import { isYoung } from "./age";
import { AskFriends } from "./AskFriends";
import { linkProblem } from "./problem";
import { useGuardians, useLinks } from "./useGuardians";
import { View } from "./View";

/** Whose guardian one is, or who is one's own: what they see, who asks, and the way to end it. */
export default function GuardianPage() {
  const { t } = useLingui();
  const { me } = useSession();
  const young = me ? isYoung(me.birthDate) : false;
  const { loaded, reload } = useLinks();
  return (
    <SettingsPage title={t`Guardian`} above={{ href: "/settings/safety", title: t`Safety` }}>
      <p className={css.lead}>
        {young ? (
          <Trans>A guardian sees your settings, how long you use Causerie and how many contacts are new. Never messages, names or anything that somebody wrote. You see exactly what they see, and either of you can end it at once.</Trans>
        ) : (
          <Trans>As the guardian of a young person you see their settings, how long they use Causerie and how many contacts are new. Never messages, names or anything that somebody wrote. They see exactly what you see, and either of you can end it at once.</Trans>
        )}
      </p>
      {loaded.status === "loading" && <Loading />}
      {loaded.status === "error" && <LoadFailure cause={loaded.cause} onRetry={reload} />}
      {loaded.status === "ready" && (
        <>
          {loaded.value.length > 0 && (
            <ul className={record.list}>
              {loaded.value.map((link) => (
                <Linked key={link.id} link={link} onChange={reload} />
              ))}
            </ul>
          )}
          <Section title={young ? t`Ask a friend to be your guardian` : t`Offer a friend to be their guardian`} quiet>
            <AskFriends young={young} links={loaded.value} onChange={reload} />
          </Section>
        </>
      )}
    </SettingsPage>
  );
}

function Linked({ link, onChange }: { link: GuardianLink; onChange: () => void }) {
  const { t } = useLingui();
  const guardians = useGuardians();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const { account, state, young, since } = link;
  const name = account ? account.name || account.handle : t`Somebody`;
  const day = longDate(since);

  async function run(work: Promise<unknown>) {
    setBusy(true);
    try {
      await work;
      onChange();
    } catch (cause) {
      toast(linkProblem(cause));
    } finally {
      setBusy(false);
    }
  }

  async function end() {
    const sure = await confirm({
      title: t`End the link with ${name}?`,
      body: young ? t`${name} sees nothing of you from then on, and is told that you ended it.` : t`You see nothing of ${name} from then on, and they are told that you ended it.`,
      action: t`End the link`,
      danger: true,
    });
    if (sure) await run(guardians.unlink(link.id));
  }

  return (
    <li className={record.card}>
      <div className={record.head}>
        <Avatar name={name} src={account?.avatar?.small} seed={link.id} size={48} />
        <div>
          <h2>{name}</h2>
          <p className={record.when}>{whatItIs()}</p>
        </div>
      </div>
      <div className={css.acts}>
        {state === "asks" && (
          <>
            <Button size="small" kind="primary" busy={busy} onClick={() => void run(guardians.link(link.id))} aria-label={t`Accept ${name}`}>
              <Trans context="a guardian link">Accept</Trans>
            </Button>
            <Button size="small" busy={busy} onClick={() => void run(guardians.unlink(link.id))} aria-label={t`Decline ${name}`}>
              <Trans context="a guardian link">Decline</Trans>
            </Button>
          </>
        )}
        {state === "asked" && (
          <Button size="small" busy={busy} onClick={() => void run(guardians.unlink(link.id))} aria-label={t`Take back asking ${name}`}>
            <Trans>Take back</Trans>
          </Button>
        )}
        {state === "linked" && (
          <>
            <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? <Trans>Hide what is shown</Trans> : young ? <Trans>See what they see</Trans> : <Trans>See what you are shown</Trans>}
            </Button>
            <Button size="small" kind="danger" busy={busy} onClick={() => void end()} aria-label={t`End the link with ${name}`}>
              <Trans>End the link</Trans>
            </Button>
          </>
        )}
        {state === "ended" && (
          <Button size="small" busy={busy} onClick={() => void run(guardians.unlink(link.id))} aria-label={t`Remove the notice about ${name}`}>
            <Trans context="a notice">Remove</Trans>
          </Button>
        )}
      </div>
      {open && state === "linked" && <View id={link.id} />}
    </li>
  );

  function whatItIs(): string {
    switch (state) {
      case "asks":
        return young ? t`Offers to be your guardian` : t`Asks you to be their guardian`;
      case "asked":
        return young ? t`You asked them to be your guardian. They haven’t answered.` : t`You offered to be their guardian. They haven’t answered.`;
      case "linked":
        return young ? t`Your guardian since ${day}` : t`You are their guardian since ${day}`;
      case "ended":
        if (link.why === "age") return young ? t`Ended on ${day}: you are 18` : t`Ended on ${day}: they are 18`;
        return link.why === "you" ? t`You ended the link on ${day}` : t`They ended the link on ${day}`;
    }
  }
}
