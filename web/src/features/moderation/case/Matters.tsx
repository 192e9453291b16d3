import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { EyeIcon } from "@phosphor-icons/react/dist/csr/Eye";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { RobotIcon } from "@phosphor-icons/react/dist/csr/Robot";
import { useEffect, useState } from "react";
import { dateTime, listTime, number, relative } from "@i18n";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { useNow } from "@ui/useNow";
import type { Profile } from "@data";
import type { Case, CaseReport } from "@data/moderation";
import { useStore } from "@store";
import { Key } from "../Key";
import { ruleText } from "../words";
import css from "./Case.module.css";
import type { Looked } from "./ContextDialog";
import { alike, leading, said, type Matter, type Said } from "./evidence";
import { namesOf, partyName } from "./people";

type Props = {
  opened: Case;
  looks: readonly Looked[];
  busy: boolean;
  /** Absent for those who may not look further. */
  onContext?: (report: CaseReport) => void;
  onMore?: () => void;
};

/** What was reported, as it was then; reports of the same stand together. */
export function Matters({ opened, looks, busy, onContext, onMore }: Props) {
  const matters = alike(opened.reported);
  return (
    <div className={css.matters}>
      {opened.found.length > 0 && <Found found={opened.found} />}
      {matters.map((matter) => {
        const leads = leading(matters).includes(matter);
        return <Reported key={matter.first.id} matter={matter} opened={opened} looks={leads ? looks : []} onContext={leads ? onContext : undefined} />;
      })}
      {onMore && <Button kind="quiet" busy={busy} onClick={onMore}><Trans>Show more reports</Trans></Button>}
    </div>
  );
}

/** What the server found by itself. */
function Found({ found }: Pick<Case, "found">) {
  const { t } = useLingui();
  const now = useNow();
  const title = t`Found by the server`;
  return (
    <section className={css.matter} aria-label={title}>
      <div className={css.flagged}>
        <h3 className={css.flag}><RobotIcon size={16} weight="fill" />{title}</h3>
        <p className={css.caption}><Trans>Nearly the same went to many strangers. Their requests are in “hidden”.</Trans></p>
        <ol className={css.messages}>
          {found.map((one) => (
            <li key={one.at + one.text} className={css.sample}>
              <p className={css.text}>{one.text}</p>
              <p className={css.caption}>
                <time dateTime={one.at} title={dateTime(one.at)}>{listTime(one.at, now)}</time>{" · "}
                {plural(one.people, { one: "to # person within a day", other: "to # people within a day" })}
                {one.senders > 1 && <> · {plural(one.senders, { one: "by # account", other: "by # accounts" })}</>}
              </p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

function Reported({ matter, opened, looks, onContext }: { matter: Matter } & Omit<Props, "busy" | "onMore">) {
  const { t } = useLingui();
  const { first, reports, rules } = matter;
  const messages = said(first.evidence);
  const look = looks.find(({ conversationId }) => conversationId === first.conversationId);
  // What else was reported of the same conversation stands among what was written around it, too.
  const flagged = new Set(opened.reported.filter((one) => one.conversationId === first.conversationId).flatMap(({ kind, evidence }) => (kind === "group" && kind !== first.kind ? [] : evidence.map(({ seq }) => seq))));
  const title = first.kind === "profile" ? t`A profile was reported` : first.group ? t`A group was reported` : plural(messages.length, { one: "# reported message", other: "# reported messages" });
  return (
    <section className={css.matter} aria-label={title}>
      <div className={css.flagged}>
        <h3 className={css.flag}><FlagIcon size={16} weight="fill" />{title}</h3>
        {first.kind === "profile" && <Profile report={first} />}
        {first.group && <Group group={first.group} />}
        {messages.length > 0 && <Messages messages={messages} nameOf={namesOf(opened)} />}
      </div>
      <ul className={css.reports} aria-label={t`Reports`}>
        {reports.map((report) => <Filed key={report.id} report={report} rules={rules.length > 1 || reports.length > 1} />)}
      </ul>
      {reports.length > 1 && <p className={css.same}><Trans>They reported the same, so it stands here once.</Trans></p>}
      {first.conversationId !== undefined && !look && onContext && (
        <Button size="small" kind="room" icon={<EyeIcon />} aria-keyshortcuts="X" onClick={() => onContext(first)}>
          <Trans>Look at what was written around it…</Trans> <Key name="X" />
        </Button>
      )}
      {look && (
        <div className={css.around}>
          <h3 className={css.subhead}><Trans>What was written around it</Trans></h3>
          <p className={css.caption}>{t`You looked because: “${look.reason}”. Those whose words stand here, and who reported, can read this after the case.`}</p>
          <Messages messages={said(look.items)} nameOf={namesOf(opened, look.items)} flagged={flagged} />
        </div>
      )}
    </section>
  );
}

/** Who reported it, why, and what they say. */
function Filed({ report, rules }: { report: CaseReport; rules: boolean }) {
  const { t } = useLingui();
  const now = useNow();
  const when = relative(report.createdAt, now);
  const name = partyName(report.reporter);
  return (
    <li className={css.filed}>
      <p className={css.caption}>
        <span title={dateTime(report.createdAt)}>{t`${name} reported this ${when}`}</span>
        {rules && <> · {ruleText(report.reason)}</>}
      </p>
      {report.text && <blockquote className={css.words}>{report.text}</blockquote>}
    </li>
  );
}

function Messages({ messages, nameOf, flagged }: { messages: readonly Said[]; nameOf: (id: string) => string; flagged?: ReadonlySet<number> }) {
  const { t } = useLingui();
  const now = useNow();
  return (
    <ol className={css.messages}>
      {messages.map((one) => {
        const name = nameOf(one.sender);
        return (
          <li key={one.seq} className={css.message} data-flagged={flagged?.has(one.seq) || undefined}>
            <Avatar name={name} seed={one.sender} size={40} />
            <div>
              <p className={css.who}>
                <b>{name}</b> <time dateTime={one.at} title={dateTime(one.at)}>{listTime(one.at, now)}</time>
                {flagged?.has(one.seq) && <span className={css.reported}>{t({ message: "reported", context: "a message" })}</span>}
                {one.forwarded && <span className={css.caption}> · {t`Forwarded`}</span>}
              </p>
              {one.erased ? <p className={css.gone}><Trans>Unsent</Trans></p> : <p className={css.text}>{one.text}</p>}
              {one.options && !one.erased && <ul className={css.options}>{one.options.map((option) => <li key={option}>{option}</li>)}</ul>}
              {one.voice && !one.erased && <audio controls preload="none" src={one.voice} />}
              {one.file && !one.erased && (
                <a href={one.file} download={one.called}>
                  {one.called}
                </a>
              )}
              {one.link && !one.erased && <Linked link={one.link} />}
              {one.place && !one.erased && <Placed place={one.place} />}
              {one.profile && !one.erased && <Sent id={one.profile} />}
              {one.photos.length > 0 && !one.erased && <Photos photos={one.photos} />}
              {one.reactions.length > 0 && (
                <p className={css.caption}>{one.reactions.map(({ emoji, sender }) => `${emoji} ${nameOf(sender)}`).join(" · ")}</p>
              )}
              {one.earlier.length > 0 && <Earlier earlier={one.earlier} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** The page that a message leads to, as its reader was shown it. */
function Linked({ link }: { link: NonNullable<Said["link"]> }) {
  return (
    <p className={css.linked}>
      <b dir="auto">{link.title}</b>
      {link.description && <span dir="auto">{link.description}</span>}
      <span>{link.host}</span>
    </p>
  );
}

/** The place that a message tells, in figures. */
function Placed({ place: { latitude, longitude, accuracy } }: { place: NonNullable<Said["place"]> }) {
  const { t } = useLingui();
  const metres = number(accuracy);
  return <p className={css.linked}>{t`Location: ${latitude}, ${longitude}, within ${metres} m`}</p>;
}

/** The profile that a message is: of whom, as far as staff may look at them. */
function Sent({ id }: { id: string }) {
  const { t } = useLingui();
  const store = useStore();
  const [person, setPerson] = useState<Profile>();
  useEffect(() => {
    let wanted = true;
    store.profile(id).then(
      (found) => wanted && setPerson(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [store, id]);
  const whose = person ? `${person.name} @${person.handle}` : id;
  return <p className={css.linked}>{t`Profile of ${whose}`}</p>;
}

/** The photos of a message, which show when one asks for them. */
function Photos({ photos }: Pick<Said, "photos">) {
  const { t } = useLingui();
  const [seen, setSeen] = useState(false);
  const many = photos.length;
  return (
    <div className={css.pictures}>
      {photos.map(({ id, small, video, moving }, i) => {
        const n = i + 1;
        if (video && seen) return <video key={id} controls playsInline preload="none" poster={small} src={video} aria-label={t`Video ${n} of ${many}`} width={256} height={192} />;
        return <img key={id} src={seen && moving ? moving : small} alt={seen ? t`Photo ${n} of ${many}` : ""} width={128} height={128} className={seen ? undefined : css.blurred} />;
      })}
      {photos.map(({ id, alt }) => alt && <p key={id} className={css.described} dir="auto">{t`Described as “${alt}”`}</p>)}
      <Button size="small" kind="room" aria-pressed={seen} onClick={() => setSeen(!seen)}>{seen ? <Trans>Blur the pictures</Trans> : <Trans>Show the pictures</Trans>}</Button>
    </div>
  );
}

function Earlier({ earlier }: Pick<Said, "earlier">) {
  return (
    <details className={css.earlier}>
      <summary>{plural(earlier.length, { one: "Edited: # earlier text", other: "Edited: # earlier texts" })}</summary>
      <ol>{earlier.map(({ text, at }) => <li key={at}><time dateTime={at}>{dateTime(at)}</time> {text}</li>)}</ol>
    </details>
  );
}

/** What a profile showed when it was reported. */
function Profile({ report: { shown } }: { report: CaseReport }) {
  const { t } = useLingui();
  return (
    <div className={css.profile}>
      {shown.avatar && <Picture at={shown.avatar.large} label={t`The picture of the profile`} />}
      <p className={css.who}><b>{shown.name || `@${shown.handle}`}</b> <span>@{shown.handle}</span></p>
      {shown.bio ? <p className={css.text}>{shown.bio}</p> : <p className={css.caption}><Trans>No words about themselves.</Trans></p>}
    </div>
  );
}

/** What a group showed when it was reported. */
function Group({ group: { title, avatar } }: { group: NonNullable<CaseReport["group"]> }) {
  const { t } = useLingui();
  return (
    <div className={css.profile}>
      {avatar && <Picture at={avatar.large} label={t`The picture of the group`} square />}
      <p className={css.who} dir="auto"><b>{title}</b></p>
      <p className={css.caption}><Trans>The report is about its owner, or about who asked someone to join it.</Trans></p>
    </div>
  );
}

/** A picture that shows when one asks for it. */
function Picture({ at, label, square }: { at: string; label: string; square?: boolean }) {
  const [seen, setSeen] = useState(false);
  return (
    <div className={square ? css.pictures : css.picture}>
      <img src={at} alt={seen ? label : ""} width={128} height={128} className={seen ? undefined : css.blurred} />
      <Button size="small" kind="room" aria-pressed={seen} onClick={() => setSeen(!seen)}>{seen ? <Trans>Blur the picture</Trans> : <Trans>Show the picture</Trans>}</Button>
    </div>
  );
}
