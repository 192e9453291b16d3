import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { CheckCircleIcon } from "@phosphor-icons/react/dist/csr/CheckCircle";
import { CircleIcon } from "@phosphor-icons/react/dist/csr/Circle";
import { SquareIcon } from "@phosphor-icons/react/dist/csr/Square";
import { CheckSquareIcon } from "@phosphor-icons/react/dist/csr/CheckSquare";
import { Suspense, useEffect, useRef, useState } from "react";
import type { AskedPoll, Message } from "@data";
import { ballotsIn, isClosed, tally, type Tallied } from "@data/polls";
import { dateTime, number } from "@i18n";
import { useMyId, useReadable, useStore } from "@store";
import { cx } from "@ui/cx";
import { later } from "@ui/later";
import { useNow } from "@ui/useNow";
import { haptic } from "../haptics";
import css from "./Poll.module.css";

const Votes = later(() => import("./Votes"));

/** What a poll offers, with what was chosen so far. A press votes, another takes the vote back. */
export default function Poll({ message, poll, focusable }: { message: Message; poll: AskedPoll; focusable: boolean }) {
  const { t } = useLingui();
  const store = useStore();
  const me = useMyId();
  const now = useNow();
  const [looking, setLooking] = useState(false);
  const { conversationId: id, seq, mine } = message;
  const { options, voters, chosen } = tally(poll, me, useOwn(message, poll));
  const closed = isClosed(poll, now);
  const most = Math.max(1, ...options.map((one) => one.count));
  const vote = (i: number) => {
    if (seq === undefined) return;
    haptic("reaction");
    const others = poll.multiple ? chosen.filter((one) => one !== i) : [];
    void store.about(id, "vote", seq, { options: chosen.includes(i) ? others : [...others, i].sort((a, b) => a - b) });
  };
  const until = poll.closesAt && dateTime(poll.closesAt);
  return (
    <div className={cx(css.poll, mine && css.own)} role="group" aria-label={message.text}>
      <p className={css.hint}>
        {closed ? <Trans>Closed</Trans> : poll.multiple ? <Trans>Choose one or more</Trans> : <Trans>Choose one</Trans>}
        {poll.anonymous && <> · <Trans>Anonymous</Trans></>}
        {until && !closed && <> · <Trans>until {until}</Trans></>}
      </p>
      <ul className={css.options}>
        {options.map((option, i) => (
          <li key={option.text}>
            {closed || seq === undefined ? (
              <div className={cx(css.option, closed && option.count === most && css.most)}>
                <Option option={option} multiple={poll.multiple} said />
              </div>
            ) : (
              <button type="button" className={css.option} tabIndex={focusable ? 0 : -1} aria-pressed={option.mine} aria-label={spoken(option)} onClick={() => vote(i)}>
                <Option option={option} multiple={poll.multiple} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {poll.anonymous || voters === 0 ? (
        <p className={css.foot}>{voters === 0 ? closed ? t`Nobody voted` : t`No votes yet` : plural(voters, { one: "# person voted", other: "# people voted" })}</p>
      ) : (
        <button type="button" className={css.view} tabIndex={focusable ? 0 : -1} onClick={() => setLooking(true)}>
          <Trans>View votes</Trans>
        </button>
      )}
      {looking && (
        <Suspense fallback={null}>
          <Votes question={message.text} options={options} voters={voters} onClose={() => setLooking(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** An option with its bar. `said`: with words for a screen reader, where no button around it has them. */
function Option({ option, multiple, said }: { option: Tallied; multiple?: boolean; said?: boolean }) {
  const { t } = useLingui();
  const { text, count, share, mine } = option;
  const votes = votesText(option);
  const Empty = multiple ? SquareIcon : CircleIcon;
  const Full = multiple ? CheckSquareIcon : CheckCircleIcon;
  return (
    <>
      {mine ? <Full weight="fill" size={22} /> : <Empty size={22} />}
      <span className={css.text} dir="auto">
        {text}
      </span>
      <span className={css.count} aria-hidden={said}>
        {number(count)}
      </span>
      <span className={css.bar} {...(said && { role: "img", "aria-label": mine ? t`${votes}, your choice` : votes })}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </>
  );
}

function spoken(option: Tallied): string {
  return `${option.text}, ${votesText(option)}`;
}

/** "3 votes, 60 %". */
function votesText({ count, share }: Tallied): string {
  const votes = plural(count, { one: "# vote", other: "# votes" });
  return count === 0 ? votes : `${votes}, ${number(Math.round(share * 100))} %`;
}

/** What this person chose in an anonymous poll: asked for when it is shown, and once a vote has left. */
function useOwn({ conversationId: id, seq = 0 }: Message, { anonymous, waiting }: AskedPoll): readonly number[] | undefined {
  const ballots = ballotsIn(useStore());
  const own = useReadable(ballots.of(id, seq));
  const sent = useRef<readonly number[]>(undefined);
  useEffect(() => {
    const was = sent.current;
    sent.current = waiting;
    if (anonymous && seq > 0 && !waiting) void ballots.ask(id, seq, was);
  }, [ballots, id, seq, anonymous, waiting]);
  return own;
}
