import { plural, t as translate } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Section } from "@ui/Section";
import { dateTime, longDate } from "@i18n";
import { useConnection, useReadable, useStore } from "@store";
import type { OwnDecision, OwnRecord } from "@data";
import { decisionText, holds, newsOf, reasonText } from "@features/safety";
import { AppealDialog } from "./AppealDialog";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import record from "./record.module.css";
import { SettingsPage } from "./SettingsPage";
import { useLoad } from "./useLoad";

/** What was decided about oneself and on what grounds, the way to appeal, and who looked at what one wrote. */
export default function DecisionsPage() {
  const { t } = useLingui();
  const { api, safety } = useStore();
  const turn = useReadable(safety.changes);
  const online = useConnection() === "online";
  const { loaded, reload } = useLoad(api.getDecisions);
  const [appealing, setAppealing] = useState<OwnDecision>();
  useEffect(reload, [reload, turn, online]);
  const found = loaded.status === "ready" ? loaded.value : undefined;
  useEffect(() => {
    if (found) safety.see(found.decisions.flatMap(newsOf));
  }, [safety, found]);
  return (
    <SettingsPage title={t`Decisions about you`} above={{ href: "/settings/safety", title: t`Safety` }}>
      {loaded.status === "loading" && <Loading />}
      {loaded.status === "error" && <LoadFailure cause={loaded.cause} onRetry={reload} />}
      {found && found.decisions.length === 0 && (
        <EmptyState art="none" title={t`Nothing was decided about you`}>
          <Trans>When moderators decide something about you, you read here what, why, and how to appeal.</Trans>
        </EmptyState>
      )}
      {found && found.decisions.length > 0 && (
        <ul className={record.list}>
          {found.decisions.map((decision) => (
            <Decided key={decision.id} decision={decision} onAppeal={() => setAppealing(decision)} />
          ))}
        </ul>
      )}
      {found && <Looks looks={found.looks} />}
      {appealing && <AppealDialog decision={appealing} onClose={() => setAppealing(undefined)} />}
    </SettingsPage>
  );
}

function Decided({ decision, onAppeal }: { decision: OwnDecision; onAppeal: () => void }) {
  const { t } = useLingui();
  const { action, rule, text, by, createdAt, until, removed, removedParts, appealUntil, mayAppeal } = decision;
  const who = by === "admin" ? t`an administrator` : t`a moderator`;
  return (
    <li className={record.card}>
      <div className={record.head}>
        <div>
          <h2>{decisionText(action)}</h2>
          <p className={record.when}>
            <time dateTime={createdAt}>{dateTime(createdAt)}</time>
          </p>
        </div>
        <State decision={decision} />
      </div>
      <dl className={record.facts}>
        <Fact name={t`What it means`}>{scopeText(action)}</Fact>
        {holds(decision) && <Fact name={t`Until`}>{until ? dateTime(until) : t`Without an end`}</Fact>}
        <Fact name={t`Rule that was broken`}>{reasonText(rule)}</Fact>
        <Fact name={t`Facts`}>
          <span dir="auto">{text}</span>
        </Fact>
        {removed.length + removedParts.length > 0 && (
          <Fact name={t`Removed`}>
            {removed.length > 0 && <p>{plural(removed.length, { one: "# message", other: "# messages" })}</p>}
            {removedParts.map((part) => <p key={`${part.groupId ?? ""} ${part.part}`} dir="auto">{part.restored ? t`${partText(part)}: shown again` : partText(part)}</p>)}
          </Fact>
        )}
        <Fact name={t`How it came up`}>{howText(decision, who)}</Fact>
        <Appealed decision={decision} />
      </dl>
      {mayAppeal && (
        <>
          <p className={record.when}>{t`You can appeal once, until ${longDate(appealUntil)}. Somebody else looks at it then. You can also turn to a court, or to a body that settles such disputes.`}</p>
          <Button className={css.start} onClick={onAppeal}>
            <Trans>Appeal</Trans>
          </Button>
        </>
      )}
    </li>
  );
}

/** What was removed of one's profile, or of a group. */
function partText({ part, title = "", text = "" }: OwnDecision["removedParts"][number]): string {
  switch (part) {
    case "picture":
      return title ? translate`The picture of the group “${title}”` : translate`Your profile picture`;
    case "name":
      return title ? translate`The name of the group, “${text}”` : translate`Your name, “${text}”`;
    case "bio":
      return translate`What you wrote about yourself: “${text}”`;
  }
}

function howText({ source, automated }: OwnDecision, who: string): string {
  if (source === "detection") return translate`The server found it by itself: nearly the same went to many people. ${who} decided.`;
  if (automated) return translate`Somebody reported it, the server found more of it by itself, and ${who} decided.`;
  return translate`Somebody reported it, and ${who} decided. No machine did.`;
}

function State({ decision }: { decision: OwnDecision }) {
  const { t } = useLingui();
  const { action, undoneAt, appeal, stands } = decision;
  if (appeal?.answer === "overturned") return <span className={record.state}>{t`Overturned`}</span>;
  if (undoneAt || !stands) return <span className={record.state}>{t`Taken back`}</span>;
  if (holds(decision)) return <span className={record.state} data-state="holds">{t`Holds`}</span>;
  if (action === "warn" || action === "remove_content") return null;
  return <span className={record.state}>{t`Over`}</span>;
}

/** What one said against it, and the answer. */
function Appealed({ decision: { appeal } }: { decision: OwnDecision }) {
  const { t } = useLingui();
  if (!appeal) return null;
  const { text, at, answer, answerText, answeredAt } = appeal;
  return (
    <>
      <Fact name={t`Your appeal of ${longDate(at)}`}>
        <span dir="auto">{text}</span>
      </Fact>
      <Fact name={answeredAt ? t`Answer of ${longDate(answeredAt)}` : t`Answer`}>
        {answer === undefined && t`Somebody else than who decided looks at it. You are told here.`}
        {answer === "overturned" && <b>{t`You were right: the decision no longer holds.`} </b>}
        {answer === "upheld" && <b>{t`The decision stays.`} </b>}
        <span dir="auto">{answerText}</span>
      </Fact>
    </>
  );
}

function scopeText(action: OwnDecision["action"]): string {
  switch (action) {
    case "warn":
      return translate`Nothing is taken from you. If it happens again, more can follow.`;
    case "remove_content":
      return translate`What is named under “Removed” is gone for everyone. You can go on writing.`;
    case "limit_strangers":
      return translate`You can write only to people who have accepted it: requests to others don’t leave.`;
    case "limit_everyone":
      return translate`Nothing that you write leaves. You can still read.`;
    case "suspend":
      return translate`You can sign in, read and appeal. You can’t write, and others don’t find you.`;
    case "ban_device":
      return translate`Nobody can sign up or in on the devices that you have used. On another one, you can sign in, read and appeal. You can’t write, and others don’t find you.`;
  }
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Looks({ looks }: { looks: OwnRecord["looks"] }) {
  const { t } = useLingui();
  return (
    <Section title={t`Who looked at your messages`} quiet>
      {looks.length === 0 ? (
        <p className={css.lead}>
          <Trans>Nobody, in any case that is closed. Moderators see what is reported; whoever looks further gives a reason, which you read here.</Trans>
        </p>
      ) : (
        <ul className={record.looks}>
          {looks.map(({ at, role, reason }) => (
            <li key={`${at} ${reason}`}>
              <p dir="auto">{reason}</p>
              <p className={record.when}>
                {role === "admin" ? t`An administrator` : t`A moderator`} · <time dateTime={at}>{dateTime(at)}</time>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
