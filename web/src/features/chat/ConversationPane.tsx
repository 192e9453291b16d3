import { Trans, useLingui } from "@lingui/react/macro";
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { later } from "@ui/later";
import { useLocation, useSearch } from "wouter";
import type { ChosenPhoto, Conversation, Message, Profile, Timeline, TimelineState } from "@data";
import { problemText, saying, useConversation, useMyId, useSession, useStore, useTimeline, useTyping } from "@store";
import { announce } from "@ui/announce";
import { Back } from "@ui/Back";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { EmptyState } from "@ui/EmptyState";
import { Skeleton } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { useWide } from "@ui/useMediaQuery";
import type { MessageAction } from "./actions/MessageActions";
import { Blocked } from "./composer/Blocked";
import { Composer, type ComposerContext, type ComposerHandle } from "./composer/Composer";
import css from "./ConversationPane.module.css";
import { haptic } from "./haptics";
import { Header } from "./Header";
import { lastOwn } from "./logic/rows";
import { MessageList, type MessageListHandle } from "./messages/MessageList";
import type { RowActions } from "./messages/MessageRow";
import { play } from "./sounds";
import { RequestHint, RequestPane } from "@features/requests";
import { report } from "@features/safety";

const MessageActions = later(() => import("./actions/MessageActions"));
const ConversationSearch = later(() => import("./search/ConversationSearch"));

const EDITABLE = 24 * 3_600_000;

function editable(message: Message): boolean {
  return message.mine && message.seq !== undefined && !message.erased && Date.now() - message.at < EDITABLE;
}

/** A conversation: who it is with, what was said, and where one writes. */
export function ConversationPane({ id }: { id: string }) {
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { id: string }) {
  const conversation = useConversation(id);
  const [state, timeline] = useTimeline(id);
  const me = useMyId();
  const peer = conversation?.members.find((member) => member.account.id !== me)?.account;
  if (conversation?.request?.state === "received" && peer) {
    return (
      <Suspense fallback={<Waiting />}>
        <RequestPane conversation={conversation} peer={peer} state={state} timeline={timeline} />
      </Suspense>
    );
  }
  if (conversation && peer) return <Talk conversation={conversation} peer={peer} state={state} timeline={timeline} />;
  if (state.status === "error") return <Unavailable state={state} timeline={timeline} />;
  return <Waiting />;
}

type TalkProps = { conversation: Conversation; peer: Profile; state: TimelineState; timeline: Timeline };

function Talk({ conversation, peer, state, timeline }: TalkProps) {
  const { t } = useLingui();
  const store = useStore();
  const { id, request } = conversation;
  const quiet = useSession().me?.quietHours;
  const typing = useTyping(id).length > 0;
  const [, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const searching = params.has("find");
  const list = useRef<MessageListHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [context, setContext] = useState<ComposerContext>();
  const [open, setOpen] = useState<{ message: Message; anchor: HTMLElement; part: "menu" | "reactions" }>();
  const [jump, setJump] = useState<{ seq: number }>();
  const target = useAddressed(params.get("at"), jump);
  const name = peer.name || peer.handle;
  useArrivals(id, name);
  useDraftReply(conversation, state.items, setContext);

  const onRead = useRead(conversation);
  const goTo = useCallback((seq: number) => setJump({ seq }), [setJump]);
  const reply = useCallback((message: Message) => setContext({ kind: "reply", message }), [setContext]);
  const actions = useMemo<RowActions>(
    () => ({
      jump: goTo,
      reply,
      react: (message, emoji) => {
        if (message.seq === undefined) return;
        haptic("reaction");
        void store.react(id, message.seq, emoji);
      },
      open: (message, anchor, part) => setOpen({ message, anchor, part }),
      retry: (message) => void store.retry(message.key),
      discard: (message) => void store.discard(message.key),
    }),
    [store, id, goTo, reply, setOpen],
  );

  const act = async (action: MessageAction, message: Message) => {
    setOpen(undefined);
    const { seq } = message;
    switch (action) {
      case "reply":
        return reply(message);
      case "edit":
        return setContext({ kind: "edit", message });
      case "copy":
        return copy(message.text, t`Copied`, t`This couldn’t be copied.`);
      case "report":
        return seq !== undefined && report({ kind: "message", person: peer, conversation: id, seqs: [seq] });
      case "discard":
        return store.discard(message.key);
      case "hide":
        if (seq !== undefined && (await confirm({ title: t`Delete this message for you?`, body: t`${name} still sees it.`, action: t`Delete for me`, danger: true })))
          await store.hide(id, [seq]);
        return;
      case "unsend":
        if (seq !== undefined && (await confirm({ title: t`Unsend this message?`, body: t`Its text is erased for both of you. ${name} may have read it already.`, action: t`Unsend`, danger: true })))
          await store.unsend(id, seq);
    }
  };

  const send = (text: string, replyTo: number | undefined, photos: ChosenPhoto[] | undefined) => {
    // It leaves before anything here is drawn or heard.
    void store.send(id, text, replyTo, photos);
    list.current?.toEnd();
    play("sent", quiet);
  };

  const lastEditable = () => {
    const message = state.items[lastOwn(state.items)];
    return message && editable(message) ? message : undefined;
  };

  return (
    <section className={css.pane} aria-label={t`Conversation with ${name}`}>
      {searching ? (
        <Suspense fallback={<div className={css.top} />}>
          <ConversationSearch id={id} name={name} onJump={goTo} onClose={() => navigate(`/c/${id}`, { replace: true })} />
        </Suspense>
      ) : (
        <Header conversation={conversation} peer={peer} typing={typing} onSearch={() => navigate(`/c/${id}?find`, { replace: true })} />
      )}
      {state.status === "error" && state.items.length === 0 ? (
        <Knot state={state} timeline={timeline} />
      ) : (
        <MessageList
          ref={list}
          state={state}
          timeline={timeline}
          conversation={conversation}
          peer={peer}
          typing={typing}
          target={target}
          actions={actions}
          onRead={onRead}
          onEdit={(message) => {
            if (editable(message)) setContext({ kind: "edit", message });
          }}
          onLeave={() => composer.current?.focus()}
        />
      )}
      {request && !peer.blocked && (
        <Suspense fallback={null}>
          <RequestHint request={request} name={name} />
        </Suspense>
      )}
      {peer.blocked ? (
        <Blocked peer={peer} />
      ) : request?.left === 0 ? null : (
        <Composer
          ref={composer}
          id={id}
          name={name}
          draft={conversation.draft}
          context={context}
          onContext={setContext}
          lastOwn={lastEditable}
          textOnly={request !== undefined}
          onSend={send}
          onEdit={(message, text) => {
            if (message.seq !== undefined && text !== message.text) void store.edit(id, message.seq, text);
          }}
        />
      )}
      {open && (
        <Suspense fallback={null}>
          <MessageActions
            {...open}
            editable={editable(open.message)}
            onAction={(action) => void act(action, open.message)}
            onReact={(emoji) => actions.react(open.message, emoji)}
            onClose={() => {
              setOpen(undefined);
              open.anchor.focus({ preventScroll: true });
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

async function copy(text: string, done: string, failed: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast(failed);
  }
}

/** The message to show: what was asked for last, by the address or inside the conversation. */
function useAddressed(at: string | null, jump: { seq: number } | undefined) {
  const addressed = useMemo(() => {
    const seq = Number(at);
    return at !== null && Number.isInteger(seq) && seq > 0 ? { seq } : undefined;
  }, [at]);
  const [last, setLast] = useState({ addressed, jump, target: addressed });
  if (last.addressed !== addressed || last.jump !== jump) {
    setLast({ addressed, jump, target: last.jump !== jump ? jump : addressed });
  }
  return last.target;
}

/** Tells how far one has read, forward only; a conversation marked unread is read once it is opened. */
function useRead(conversation: Conversation): (seq: number) => void {
  const store = useStore();
  const { id, readSeq, markedUnread } = conversation;
  const told = useRef({ seq: 0, marked: markedUnread });
  useEffect(() => {
    if (readSeq > told.current.seq) told.current.seq = readSeq;
  }, [readSeq]);
  return useCallback(
    (seq: number) => {
      const { marked } = told.current;
      if (seq <= told.current.seq && !marked) return;
      told.current = { seq: Math.max(seq, told.current.seq), marked: false };
      store.markRead(id, told.current.seq);
    },
    [store, id],
  );
}

/** What arrives is said to screen readers, and heard. */
function useArrivals(id: string, name: string): void {
  const store = useStore();
  const { t } = useLingui();
  const quiet = useSession().me?.quietHours;
  useEffect(
    () =>
      store.onArrival((message) => {
        if (message.conversationId !== id) return;
        const text = saying({ text: message.text, photos: message.photos?.length });
        announce(t`${name}: ${text}`);
        play("received", quiet);
      }),
    [store, id, name, t, quiet],
  );
}

/** A draft that answers a message finds it again when the conversation is opened. */
function useDraftReply(conversation: Conversation, items: Message[], setContext: (context: ComposerContext) => void): void {
  const [due, setDue] = useState(conversation.draft?.replyTo);
  if (due === undefined || items.length === 0) return;
  const message = items.find((item) => item.seq === due && !item.erased);
  setDue(undefined);
  if (message) setContext({ kind: "reply", message });
}

function Knot({ state, timeline }: { state: TimelineState; timeline: Timeline }) {
  const { t } = useLingui();
  const problem = state.problem;
  const status = problem?.status ?? 0;
  return (
    <div className={css.gone} role="alert">
      <EmptyState
        art={status === 0 ? "broken" : "knot"}
        title={status === 0 ? t`You’re offline` : t`A knot in the thread`}
        action={
          <Button kind="primary" onClick={() => timeline.toEnd()}>
            <Trans>Try again</Trans>
          </Button>
        }
        note={status > 0 ? t`Code ${status} · ${location.host}` : undefined}
      >
        {status === 0 ? <Trans>This part of the conversation isn’t on this device yet.</Trans> : <Trans>Your messages are safe. The server couldn’t answer.</Trans>}
      </EmptyState>
    </div>
  );
}

function Unavailable({ state, timeline }: { state: TimelineState; timeline: Timeline }) {
  const { t } = useLingui();
  const wide = useWide();
  const missing = state.problem?.status === 404 || state.problem?.status === 403;
  return (
    <section className={css.pane} aria-label={t`Conversation`}>
      <div className={css.top}>{!wide && <Back to="/inbox" />}</div>
      {missing ? (
        <div className={css.gone}>
          <EmptyState art="seat" title={t`This conversation isn’t available`} action={<Button href="/inbox">{t`Back to the inbox`}</Button>}>
            {state.problem && problemText(state.problem)}
          </EmptyState>
        </div>
      ) : (
        <Knot state={state} timeline={timeline} />
      )}
    </section>
  );
}

function Waiting() {
  const { t } = useLingui();
  const wide = useWide();
  return (
    <section className={css.pane} aria-label={t`Conversation`} aria-busy="true">
      <div className={css.wait}>
        {!wide && <Back to="/inbox" />}
        <Skeleton shape="line" width="9rem" />
      </div>
      <div className={css.rest} />
    </section>
  );
}
