import { useLingui } from "@lingui/react/macro";
import type { Outcome, Profile } from "@data";
import { Problem } from "@data";
import { problemText } from "@store";
import { Avatar } from "@ui/Avatar";
import { nameOf } from "./names";
import css from "./groups.module.css";

type Props = { outcomes: readonly Outcome[]; people: readonly Profile[] };

/** What became of each person who was to be in a group, in a sentence. */
export function Outcomes({ outcomes, people }: Props) {
  const { t } = useLingui();
  const sentence = ({ outcome, code, retryAt }: Outcome, name: string) => {
    if (outcome === "member") return t`${name} is in the group.`;
    if (outcome === "invited") return t`${name} gets an invitation, and decides.`;
    if (code === undefined || code === "not_accepting") return t`${name} can’t be added.`;
    const why = problemText(new Problem({ status: 403, code, retryAt }));
    return t`${name} can’t be added. ${why}`;
  };
  return (
    <ul className={css.outcomes}>
      {outcomes.map((one) => {
        const person = people.find(({ id }) => id === one.accountId);
        const name = person ? nameOf(person) : t`Someone`;
        return (
          <li key={one.accountId}>
            <Avatar name={name} src={person?.avatar?.small} size={40} seed={one.accountId} />
            <span>{sentence(one, name)}</span>
          </li>
        );
      })}
    </ul>
  );
}
