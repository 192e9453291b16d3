import { Plural, useLingui } from "@lingui/react/macro";
import { ArrowBendUpLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowBendUpLeft";
import { DotsThreeIcon } from "@phosphor-icons/react/dist/csr/DotsThree";
import { SmileyIcon } from "@phosphor-icons/react/dist/csr/Smiley";
import { lazy, memo, Suspense, useState, type ComponentType, type ReactNode } from "react";
import { gist, type Delivery, type Message } from "@data";
import { dateTime, day, list, time, withTexts } from "@i18n";
import { saying, useMyId, useNames } from "@store";
import { Thread } from "@ui/Thread";
import { Bubble } from "./Bubble";
import { DeliveryFoot, FailedFoot } from "./Foot";
import css from "./Message.module.css";

const PinNote = lazy(() => withTexts(import("../pins/PinNote")));

/** What a row can ask for; the same object for all rows, so that rows stay memoised. */
export type RowActions = {
  jump: (seq: number) => void;
  react: (message: Message, emoji: string) => void;
  reply: (message: Message) => void;
  open: (message: Message, anchor: HTMLElement, part: "menu" | "reactions") => void;
  retry: (message: Message) => void;
  discard: (message: Message) => void;
};

export type RowProps = {
  message: Message;
  /** The name of who wrote it, where that is another. */
  name: string;
  mark: "day" | "pause" | undefined;
  /** How many unread messages begin here; 0 for none. */
  unread: number;
  first: boolean;
  last: boolean;
  delivery: Delivery | undefined;
  flash: boolean;
  focusable: boolean;
  tools: boolean;
  /** What stands above the very first message. */
  head?: ReactNode;
  actions: RowActions;
  /** In a group, where another wrote it: the name above the first of a run, and the face beside the last. */
  by?: ReactNode;
  face?: ReactNode;
  /** How its text is shown. */
  Words?: ComponentType<{ message: Message }>;
};

/** A message arrived or left in the last moments is shown coming from where it came. */
const FRESH = 1500;

/** One message among its neighbours. */
export const MessageRow = memo(function MessageRow(props: RowProps) {
  if (!props.message.note) return <Said {...props} />;
  return (
    <Item {...props}>
      <Suspense>
        <PinNote {...props} />
      </Suspense>
    </Item>
  );
});

function Said(props: RowProps) {
  const { message, name, first, last, delivery, actions, by, face } = props;
  const { t } = useLingui();
  const [landing] = useState(() => Date.now() - message.at < FRESH && !message.erased);
  const classes = [css.line, first && css.first, last && css.last, message.mine && css.own, props.flash && css.flash];
  return (
    <Item {...props}>
      {by}
      <div
        role="article"
        className={classes.filter(Boolean).join(" ")}
        data-key={message.key}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys act on the message in focus
        tabIndex={props.focusable ? 0 : -1}
        aria-label={spoken(message, message.mine ? t`You` : name, message.removed ? t`Moderators removed this message` : t`Unsent message`, message.forwarded && t`Forwarded`)}
      >
        <span className={css.reply} aria-hidden="true" data-reply="">
          <ArrowBendUpLeftIcon size={20} />
        </span>
        {face}
        <div className={css.slide} data-slide="">
          <Bubble message={message} name={name} landing={landing} focusable={props.focusable} onJump={actions.jump} Words={props.Words} />
          {message.reactions.length > 0 && <Reactions message={message} actions={actions} />}
          {delivery && delivery !== "failed" && <DeliveryFoot delivery={delivery} />}
          {message.state === "failed" && <FailedFoot message={message} onRetry={actions.retry} onDiscard={actions.discard} />}
        </div>
        {props.tools && <Tools message={message} actions={actions} />}
      </div>
    </Item>
  );
}

/** A line of the conversation, with what stands above it. */
export function Item({ head, mark, unread, message, children }: Pick<RowProps, "head" | "mark" | "unread" | "message"> & { children: ReactNode }) {
  return (
    <div className={css.item}>
      {head}
      {mark && <DayMark at={message.at} whole={mark === "day"} />}
      {unread > 0 && (
        <div className={css.new}>
          <Thread label={<Plural value={unread} one="# new message" other="# new messages" />} />
        </div>
      )}
      {children}
    </div>
  );
}

/** The line as a screen reader says it when one walks through the messages. */
function spoken(message: Message, who: string, gone: string, forwarded: string | 0 | undefined): string {
  const reactions = message.reactions.map((r) => r.emoji).join(" ");
  return [who, time(message.at), forwarded, message.erased ? gone : said(message), reactions].filter(Boolean).join(", ");
}

/** With what its photos show, as far as that was described. */
function said(message: Message): string {
  const shown = (message.photos ?? []).map(({ alt }) => alt).filter(Boolean);
  return [saying(gist(message)), ...shown].join(", ");
}

function DayMark({ at, whole }: { at: number; whole: boolean }) {
  return (
    <div className={css.day}>
      {whole && <>{day(at)} </>}
      <time dateTime={new Date(at).toISOString()}>{time(at)}</time>
    </div>
  );
}

function Reactions({ message, actions }: { message: Message; actions: RowActions }) {
  return (
    <div className={css.reactions}>
      {message.reactions.map((reaction) => (
        <Given key={reaction.emoji} reaction={reaction} onPress={() => actions.react(message, reaction.mine ? "" : reaction.emoji)} />
      ))}
    </div>
  );
}

/** As many are named as one listens to. */
const NAMED = 5;

function Given({ reaction: { emoji, by, mine }, onPress }: { reaction: Message["reactions"][number]; onPress: () => void }) {
  const { t } = useLingui();
  const me = useMyId();
  const names = useNames(by.filter((one) => one !== me).slice(0, NAMED)).map((name) => name ?? t`someone`);
  const who = list(mine ? [t`you`, ...names] : names);
  return (
    <button type="button" tabIndex={-1} className={css.reaction} aria-pressed={mine} aria-label={t`${emoji} from ${who}`} title={t`${emoji} from ${who}`} onClick={onPress}>
      {emoji}
      {by.length > 1 && <span>{by.length}</span>}
    </button>
  );
}

/** Shown beside a bubble under a hovering pointer; keys and touch have their own ways. */
function Tools({ message, actions }: { message: Message; actions: RowActions }) {
  const { t } = useLingui();
  const line = (element: HTMLElement) => element.closest<HTMLElement>("[data-key]") ?? element;
  const settled = message.seq !== undefined && !message.erased;
  return (
    <div className={css.tools}>
      {settled && (
        <>
          <button type="button" tabIndex={-1} aria-label={t`React`} title={t`React`} onClick={(e) => actions.open(message, line(e.currentTarget), "reactions")}>
            <SmileyIcon size={20} />
          </button>
          <button type="button" tabIndex={-1} aria-label={t`Reply`} title={t`Reply`} onClick={() => actions.reply(message)}>
            <ArrowBendUpLeftIcon size={20} />
          </button>
        </>
      )}
      <button type="button" tabIndex={-1} aria-label={t`More`} title={t`More`} onClick={(e) => actions.open(message, line(e.currentTarget), "menu")}>
        <DotsThreeIcon size={20} weight="bold" />
      </button>
      <span className={css.clock} title={dateTime(message.at)}>
        {time(message.at)}
      </span>
    </div>
  );
}
