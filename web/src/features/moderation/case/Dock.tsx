import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { NotePencilIcon } from "@phosphor-icons/react/dist/csr/NotePencil";
import { useState, type Ref } from "react";
import { time } from "@i18n";
import { announce } from "@ui/announce";
import { Button } from "@ui/Button";
import { cx } from "@ui/cx";
import type { Action, Case } from "@data/moderation";
import { Key } from "../Key";
import { barredText } from "../words";
import css from "./Case.module.css";
import { partyName } from "./people";
import type { CaseWork } from "./useCase";

type Props = {
  opened: Case;
  work: CaseWork;
  note: Ref<HTMLInputElement & HTMLTextAreaElement>;
  /** The address of the next case. */
  next?: string;
  /** An appeal waits for its answer. */
  appealed: boolean;
  onDecide: (action?: Action) => void;
};

/** What one can do now. */
export function Dock({ opened, work, note, next, appealed, onDecide }: Props) {
  const { claim, barred, state } = opened;
  return (
    <footer className={css.dock}>
      <NoteField work={work} note={note} />
      {work.outdated && (
        <div className={css.foot}>
          <p className={css.second} role="status"><Trans>This case has changed since you read it.</Trans></p>
          <Button size="small" kind="room" onClick={work.reload}><Trans>Read it again</Trans></Button>
        </div>
      )}
      {barred !== undefined && state !== "closed" && <p className={css.second} role="note">{barredText(barred)}</p>}
      {state === "closed" && next && <Button kind="primary" size="small" href={next}><Trans>Next case</Trans></Button>}
      {state !== "closed" && barred === undefined && !claim && (
        <Button kind="primary" size="small" busy={work.busy} aria-keyshortcuts="C" onClick={() => void work.claim()}><Trans>Claim this case</Trans> <Key name="C" /></Button>
      )}
      {state !== "closed" && claim && !claim.mine && <Taken claim={claim} />}
      {state !== "closed" && claim?.mine && barred === undefined && <Mine opened={opened} claim={claim} work={work} appealed={appealed} onDecide={onDecide} />}
    </footer>
  );
}

function Taken({ claim: { handle, until } }: { claim: NonNullable<Case["claim"]> }) {
  const { t } = useLingui();
  const end = time(until);
  return <p className={css.second} role="note">{t`@${handle} works on this until ${end}.`}</p>;
}

function Mine({ opened, claim, work, appealed, onDecide }: { claim: NonNullable<Case["claim"]> } & Pick<Props, "opened" | "work" | "appealed" | "onDecide">) {
  const { t } = useLingui();
  const name = partyName(opened.person);
  const end = time(claim.until);
  return (
    <>
      {appealed ? (
        <Button kind="primary" size="small" aria-keyshortcuts="D" onClick={() => onDecide()}><Trans>Answer the appeal…</Trans> <Key name="D" /></Button>
      ) : (
        <div className={css.ways} role="group" aria-label={t`Decide`}>
          <Way name="1" onPress={() => onDecide("dismiss")}><Trans>No action</Trans></Way>
          <Way name="2" onPress={() => onDecide("warn")}><Trans>Warn</Trans></Way>
          <Way name="3" tone="limit" onPress={() => onDecide("limit_strangers")}><Trans>Limit</Trans></Way>
          <Way name="4" tone="suspend" onPress={() => onDecide("suspend")}><Trans>Suspend</Trans></Way>
        </div>
      )}
      <div className={css.foot}>
        <p className={css.caption}>
          {t`Yours until ${end}.`}{" "}
          {!appealed && opened.reporters > 0 && (
            <span className={css.more}>
              {plural(opened.reporters, { one: `Who reported learns the outcome. ${name} gets the reason, and may appeal.`, other: `The # who reported learn the outcome. ${name} gets the reason, and may appeal.` })}
            </span>
          )}
        </p>
        <Button size="small" kind="quiet" busy={work.busy} aria-keyshortcuts="R" onClick={() => void work.release()}><Trans>Release</Trans> <Key name="R" /></Button>
      </div>
    </>
  );
}

function Way({ name, tone, onPress, children }: { name: string; tone?: "limit" | "suspend"; onPress: () => void; children: React.ReactNode }) {
  return (
    <button type="button" className={cx(css.way, tone && css[tone])} aria-haspopup="dialog" aria-keyshortcuts={name} onClick={onPress}>
      <span>{children}</span> <Key name={name} />
    </button>
  );
}

function NoteField({ work, note }: Pick<Props, "work" | "note">) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  async function keep() {
    if (text.trim() === "") return;
    if (await work.note(text)) {
      setText("");
      announce(t`Note kept`);
    }
  }
  return (
    <form
      className={css.note}
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <NotePencilIcon size={18} />
      <input
        ref={note}
        value={text}
        maxLength={2000}
        aria-label={t`Note for the team`}
        aria-keyshortcuts="N"
        placeholder={t`Note for the team, nobody else sees it`}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.blur()}
      />
      {text.trim() === "" ? <Key name="N" /> : <Button type="submit" size="small" kind="quiet" busy={work.busy}><Trans>Keep</Trans></Button>}
    </form>
  );
}
