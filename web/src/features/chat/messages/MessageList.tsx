import { Plural, useLingui } from "@lingui/react/macro";
import { ArrowDownIcon } from "@phosphor-icons/react/dist/csr/ArrowDown";
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type ComponentType, type KeyboardEvent, type ReactNode, type Ref } from "react";
import { Virtualizer } from "virtua";
import { delivery, type Conversation, type Message, type Timeline, type TimelineState } from "@data";
import { Skeleton } from "@ui/Skeleton";
import { useMediaQuery } from "@ui/useMediaQuery";
import { lastOwn, placeOf } from "../logic/rows";
import { useGestures } from "./gestures";
import css from "./MessageList.module.css";
import { MessageRow, type RowActions, type RowProps } from "./MessageRow";
import { useMessageScroll } from "./useMessageScroll";

export type MessageListHandle = { toEnd: () => void };

type Props = {
  ref?: Ref<MessageListHandle>;
  state: TimelineState;
  timeline: Timeline;
  conversation: Conversation;
  name: string;
  /** Above the first message, or in its place. */
  beginning: (empty: boolean) => ReactNode;
  /** How a line is shown. */
  Row?: ComponentType<RowProps>;
  /** That someone is writing. */
  typing: ReactNode;
  /** The message to bring into view; a new object asks again. */
  target: { seq: number } | undefined;
  actions: RowActions;
  onRead: (seq: number) => void;
  onEdit: (message: Message) => void;
  onLeave: () => void;
};

/** The messages of a conversation, oldest above. Only what is near the view is in the page. */
export function MessageList({ ref, state, timeline, conversation, name, beginning, Row = MessageRow, typing, target, actions, onRead, onEdit, onLeave }: Props) {
  const { t } = useLingui();
  const scroll = useMessageScroll({ id: conversation.id, state, timeline, target, onRead });
  const { items, scroller, list, unreadFrom, toEnd } = scroll;
  const tools = useMediaQuery("(hover: hover)");
  const focus = useRovingFocus(items, list, scroller);
  const own = useMemo(() => lastOwn(items), [items]);
  useImperativeHandle(ref, () => ({ toEnd }), [toEnd]);

  const find = useCallback((key: string) => items.find((item) => item.key === key), [items]);
  const settled = (message: Message | undefined): message is Message => message?.seq !== undefined && !message.erased && !message.note;
  useGestures(scroller, {
    canReply: (key) => settled(find(key)),
    onReply: (key) => {
      const message = find(key);
      if (settled(message)) actions.reply(message);
    },
    onDoubleTap: (key) => {
      const message = find(key);
      if (settled(message)) actions.react(message, message.reactions.some((r) => r.mine && r.emoji === "❤️") ? "" : "❤️");
    },
    onHold: (key, line) => {
      const message = find(key);
      if (message && !message.note) actions.open(message, line, "menu");
    },
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const line = event.target instanceof HTMLElement ? event.target : undefined;
    const message = line?.dataset.key ? find(line.dataset.key) : undefined;
    if (!line || !message || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = items.indexOf(message);
    const last = items.length - 1;
    const moves: Record<string, number> = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: last };
    const to = moves[event.key];
    if (to !== undefined) {
      if (to >= 0 && to <= last) focus.move(to);
      else if (to > last) onLeave();
    } else if (event.key === "Enter" || event.key === " " || event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
      if (!message.note) actions.open(message, line, "menu");
    } else if (event.key.toLowerCase() === "r" && settled(message)) actions.reply(message);
    else if (event.key.toLowerCase() === "e" && settled(message) && message.mine) onEdit(message);
    else if (event.key === "Escape") onLeave();
    else return;
    event.preventDefault();
  };

  const row = (message: Message, index: number) => {
    const place = placeOf(items, index, unreadFrom);
    return (
      <Row
        key={message.key}
        message={message}
        name={name}
        mark={place.mark}
        unread={place.unread ? scroll.unreadCount : 0}
        first={place.first}
        last={place.last}
        delivery={index === own ? delivery(message, conversation) : undefined}
        flash={scroll.flash === message.key}
        focusable={message.key === focus.key}
        tools={tools}
        head={index === 0 ? state.hasOlder ? <Older /> : beginning(false) : undefined}
        actions={actions}
      />
    );
  };

  return (
    <div className={css.frame}>
      {/* The list itself is silent: scrolling brings rows in and out. What arrives is announced apart. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys come up from the focused message */}
      <div ref={scroller} className={css.scroller} role="log" aria-live="off" aria-label={t`Messages with ${name}`} onKeyDown={onKeyDown} onFocus={focus.onFocus} onBlur={focus.onBlur}>
        {items.length === 0 ? (
          <Nothing state={state}>{beginning(true)}</Nothing>
        ) : (
          <>
            <div className={css.rest} />
            <Virtualizer
              key={scroll.generation}
              ref={list}
              as="ol"
              item="li"
              data={items}
              shift={scroll.shift}
              bufferSize={400}
              keepMounted={focus.keep}
              onScroll={scroll.onScroll}
              onResize={scroll.onResize}
            >
              {row}
            </Virtualizer>
          </>
        )}
        <Tail typing={typing} onChange={scroll.onResize} />
      </div>
      {items.length > 0 && <JumpDown below={scroll.below} away={scroll.away} onPress={toEnd} />}
    </div>
  );
}

function Older() {
  return (
    <div className={css.older} aria-hidden="true">
      <Skeleton shape="bubble" width="46%" />
      <Skeleton shape="bubble" width="38%" />
    </div>
  );
}

const widths = ["52%", "34%", "46%", "62%", "28%", "56%", "40%"];

function Nothing({ state, children }: { state: TimelineState; children: ReactNode }) {
  const { t } = useLingui();
  if (state.status === "loading") {
    return (
      <div className={css.loading} aria-busy="true" role="status" aria-label={t`Loading`}>
        {widths.map((width, i) => (
          <Skeleton key={width} shape="bubble" width={width} className={i % 3 === 1 ? css.mine : undefined} />
        ))}
      </div>
    );
  }
  return (
    <>
      <div className={css.rest} />
      {children}
      <div className={css.rest} />
    </>
  );
}

function Tail({ typing, onChange }: { typing: ReactNode; onChange: () => void }) {
  const someone = Boolean(typing);
  useEffect(onChange, [someone, onChange]);
  return <div className={css.tail}>{typing}</div>;
}

function JumpDown({ below, away, onPress }: { below: number; away: boolean; onPress: () => void }) {
  const { t } = useLingui();
  if (below > 0) {
    return (
      <button type="button" className={css.jump} onClick={onPress}>
        <ArrowDownIcon size={18} weight="bold" />
        <Plural value={below} one="# new" other="# new" />
      </button>
    );
  }
  if (!away) return null;
  return (
    <button type="button" className={`${css.jump} ${css.quiet}`} aria-label={t`Go to the newest message`} onClick={onPress}>
      <ArrowDownIcon size={20} weight="bold" />
    </button>
  );
}

/** One message at a time is in the tab order; arrows move between them, and the focused one stays in the page. */
function useRovingFocus(items: Message[], list: ReturnType<typeof useMessageScroll>["list"], scroller: ReturnType<typeof useMessageScroll>["scroller"]) {
  const [held, setHeld] = useState<string>();
  const [inside, setInside] = useState(false);
  const frame = useRef(0);
  const index = held === undefined ? -1 : items.findIndex((item) => item.key === held);
  const key = index >= 0 ? held : items[items.length - 1]?.key;

  const move = (to: number) => {
    const next = items[to];
    if (!next) return;
    setHeld(next.key);
    list.current?.scrollToIndex(to, { align: "nearest" });
    let tries = 8;
    const reach = () => {
      const line = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"]`);
      if (line) line.focus({ preventScroll: true });
      else if (tries-- > 0) frame.current = requestAnimationFrame(reach);
    };
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(reach);
  };

  const onFocus = (event: { target: EventTarget }) => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
    setInside(true);
    if (line?.dataset.key) setHeld(line.dataset.key);
  };
  const keep = useMemo(() => (inside && index >= 0 ? [index] : []), [inside, index]);
  return { key, move, keep, onFocus, onBlur: () => setInside(false) };
}
