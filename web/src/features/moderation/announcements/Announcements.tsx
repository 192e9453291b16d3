import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useRef, useState, type RefObject } from "react";
import { dateTime, longDate } from "@i18n";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { confirm } from "@ui/confirm";
import { SelectField } from "@ui/SelectField";
import { SkeletonRows } from "@ui/Skeleton";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import { useTitleFocus } from "@ui/navigation";
import type { Announcement, Announcing } from "@data/moderation";
import layout from "../Console.module.css";
import { Failure } from "../Failure";
import { staffProblem } from "../problems";
import { useLoaded, useModeration } from "../useModeration";
import css from "./Announcements.module.css";
import { announcingOf, blank, standing, type Draft } from "./draft";

/** What admins tell everyone above the inbox: writing, with how it will look, and what was announced. */
export function Announcements({ main }: { main: RefObject<HTMLElement | null> }) {
  const api = useModeration();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitleFocus(heading);
  const { loaded, reload } = useLoaded(useCallback(() => api.listAnnouncements(), [api]));
  return (
    <main ref={main} id="main" tabIndex={-1} className={layout.stage}>
      <div className={css.page}>
        <header className={css.head}>
          <h2 ref={heading} tabIndex={-1}><Trans>Announcements</Trans></h2>
          <p><Trans>Shown once above the inbox, until each person puts it away. Nobody is notified, and nothing counts as unread. It is logged.</Trans></p>
        </header>
        <Write onDone={reload} />
        {loaded.status === "loading" && <SkeletonRows />}
        {loaded.status === "error" && <Failure cause={loaded.cause} onRetry={reload} />}
        {loaded.status === "ready" && loaded.value.items.length === 0 && <EmptyState art="seat" title={<Trans>Nothing was announced yet</Trans>} />}
        {loaded.status === "ready" && <ol className={css.list}>{loaded.value.items.map((one) => <Row key={one.id} one={one} onChange={reload} />)}</ol>}
      </div>
    </main>
  );
}

function Write({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const api = useModeration();
  const [draft, setDraft] = useState<Draft>(blank);
  const [busy, setBusy] = useState(false);
  const announcing = announcingOf(draft);
  const set = (field: keyof Draft) => (value: string) => setDraft((now) => ({ ...now, [field]: value }));

  async function publish(what: Announcing) {
    setBusy(true);
    try {
      await api.publishAnnouncement(what);
      setDraft(blank());
      toast(t`Published`);
      onDone();
    } catch (cause) {
      toast(staffProblem(cause));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (announcing && !busy) void publish(announcing);
      }}
    >
      <TextField label={t`Title in English`} maxLength={80} value={draft.titleEn} onChange={set("titleEn")} />
      <TextField label={t`Title in French`} maxLength={80} value={draft.titleFr} onChange={set("titleFr")} />
      <TextField label={t`Text in English`} multiline maxLength={500} value={draft.textEn} onChange={set("textEn")} />
      <TextField label={t`Text in French`} multiline maxLength={500} value={draft.textFr} onChange={set("textFr")} />
      <TextField label={t`Leads to`} hint={t`A path in the app, such as /settings/privacy. Empty: nowhere.`} autoCapitalize="off" spellCheck={false} value={draft.path} onChange={set("path")} />
      <SelectField
        label={t`For`}
        value={draft.audience}
        onChange={set("audience")}
        options={[
          { value: "everyone", label: t`Everyone` },
          { value: "adults", label: t`Adults only` },
        ]}
      />
      <TextField label={t`From`} type="date" value={draft.from} onChange={set("from")} />
      <TextField label={t`Until the end of`} type="date" value={draft.until} onChange={set("until")} />
      {announcing ? (
        <div className={css.preview} role="group" aria-label={t`Preview`}>
          {(["en", "fr"] as const).map((language) => (
            <div key={language} lang={language}>
              <Banner tone="info" title={announcing.title[language]}>{announcing.text[language]}</Banner>
            </div>
          ))}
        </div>
      ) : <p className={css.need}><Trans>Write the title and the text in both languages to see how it looks.</Trans></p>}
      <Button type="submit" kind="primary" className={css.publish} busy={busy} disabled={!announcing}><Trans>Publish</Trans></Button>
    </form>
  );
}

function Row({ one, onChange }: { one: Announcement; onChange: () => void }) {
  const { t, i18n } = useLingui();
  const api = useModeration();
  const language = i18n.locale === "fr" ? "fr" : "en";
  const title = one.title[language];
  const from = longDate(one.from);
  const until = longDate(one.until);
  const withdrawn = one.withdrawnAt && dateTime(one.withdrawnAt);

  async function withdraw() {
    const sure = await confirm({ title: t`Withdraw this announcement?`, body: t`Nobody is shown it any more. It stays in this list and in the audit log.`, action: t`Withdraw` });
    if (!sure) return;
    try {
      await api.withdrawAnnouncement(one.id);
    } catch (cause) {
      toast(staffProblem(cause));
    }
    onChange();
  }

  return (
    <li className={css.row}>
      <div>
        <b>{title}</b>
        <p>{one.text[language]}</p>
        <small>
          {withdrawn ? <Trans>Withdrawn {withdrawn}</Trans> : <Trans>{from} to {until}</Trans>}
          {one.audience === "adults" && <> · <Trans>Adults only</Trans></>}
          {one.path && <> · {one.path}</>}
        </small>
      </div>
      {standing(one) && <Button size="small" aria-label={t`Withdraw “${title}”`} onClick={() => void withdraw()}><Trans>Withdraw</Trans></Button>}
    </li>
  );
}
