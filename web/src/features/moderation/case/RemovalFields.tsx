import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Case } from "@data/moderation";
import { dateTime, listTime } from "@i18n";
import { Checkbox } from "@ui/Checkbox";
import { useNow } from "@ui/useNow";
import { partText } from "../words";
import css from "./Case.module.css";
import type { Said } from "./evidence";
import { allReported, partKey, ticked, type Candidate, type Ticks } from "./removal";

type Props = { label: string; opened: Case; candidates: readonly Candidate[]; pick: Ticks; onPick: (pick: Ticks) => void };

/** What a decision removes of what the case holds: messages, and what a profile or a group shows. */
export function RemovalFields({ label, opened: { removable, nextReports }, candidates, pick, onPick }: Props) {
  const { t } = useLingui();
  const now = useNow();
  const when = ({ at }: Said) => listTime(at, now);
  const reported = candidates.filter((one) => one.reported);
  const chosen = candidates.filter(({ key }) => pick.has(key)).length;
  const tick = (keys: readonly string[]) => (on: boolean) => onPick(ticked(pick, keys, on));
  const placeOf = (group: boolean) => (group ? t`“…” stands in its place.` : t`The handle stands in its place.`);
  return (
    <fieldset className={css.removal}>
      <legend>{label}</legend>
      {reported.length > 0 && (
        <Checkbox
          label={plural(removable.messages, { one: "The reported message", other: "The # reported messages" })}
          hint={t`Erased for everyone, and not to be brought back.`}
          checked={allReported(candidates, pick)}
          onChange={tick(reported.map(({ key }) => key))}
        />
      )}
      {(candidates.length > 1 || reported.length === 0) && candidates.length > 0 && (
        <details className={css.choosing} open={reported.length === 0 || undefined}>
          <summary>{t`Choose messages: ${chosen} of ${candidates.length}`}</summary>
          <div className={css.choices}>
            {candidates.map(({ key, said, reported: named }) => (
              <Checkbox
                key={key}
                label={<span dir="auto">{briefly(said)}</span>}
                hint={<time dateTime={said.at} title={dateTime(said.at)}>{named ? when(said) : t`${when(said)} · not reported for itself`}</time>}
                checked={pick.has(key)}
                onChange={tick([key])}
              />
            ))}
          </div>
          {nextReports !== undefined && <p className={css.caption}><Trans>Of reports that you haven’t opened, nothing is listed.</Trans></p>}
        </details>
      )}
      {removable.parts.map((part) => (
        <Checkbox
          key={partKey(part)}
          label={<span dir="auto">{partText(part)}</span>}
          hint={part.part === "bio" ? <span dir="auto">{part.text}</span> : part.part === "name" && placeOf(part.groupId !== undefined)}
          checked={pick.has(partKey(part))}
          onChange={tick([partKey(part)])}
        />
      ))}
      {removable.parts.length > 0 && <p className={css.caption}><Trans>A picture, a name or such words are shown again when the decision is taken back, unless something else was put there.</Trans></p>}
    </fieldset>
  );

  function briefly({ text, photos, voice, called, link, profile, place }: Said): string {
    if (text) return text;
    if (called) return called;
    if (link) return link.title;
    if (voice) return t`Voice message`;
    if (profile) return t`Profile`;
    if (place) return t`Location`;
    return photos.length > 0 ? plural(photos.length, { one: "# photo", other: "# photos" }) : t`Message`;
  }
}
