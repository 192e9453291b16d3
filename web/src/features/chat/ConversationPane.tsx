import { Trans, useLingui } from "@lingui/react/macro";
import { Suspense, useCallback, useEffect, useMemo, useRef, useState, type ComponentType, type ReactNode } from "react";
import { later } from "@ui/later";
import { useLocation, useSearch } from "wouter";
import { gist, isGroup, type Beside, type ChosenPhoto, type Conversation, type ID, type Mentions, type Message, type Profile, type Timeline, type TimelineState } from "@data";
import { problemText, saying, useConversation, useMyId, useReadable, useSession, useStore, useTimeline, useTyping } from "@store";
import { withTexts } from "@i18n";
import { announce } from "@ui/announce";
import { Back } from "@ui/Back";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { EmptyState } from "@ui/EmptyState";
import { Skeleton } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { useWide } from "@ui/useMediaQuery";
import type { MessageAction } from "./actions/MessageActions";
import { Composer, type ComposerContext, type ComposerHandle, type Typed } from "./composer/Composer";
import css from "./ConversationPane.module.css";
import { haptic } from "./haptics";
import { Header } from "./Header";
import { lastOwn } from "./logic/rows";
import { MessageList, type MessageListHandle } from "./messages/MessageList";
import { Beginning } from "./messages/Beginning";
import type { RowActions, RowProps } from "./messages/MessageRow";
import { Typing } from "./messages/Typing";
import type * as Sounds from "./sounds";
import { GroupTalk } from "@features/groups";
import { InvitationPane, RequestHint, RequestPane } from "@features/requests";
import { report } from "@features/safety";
import { isSaved, SavedTalk } from "@features/saved";

/** Sounds come with the first that is heard. */
const play: typeof Sounds.play = (kind, quiet) => void import("./sounds").then((sounds) => sounds.play(kind, quiet)).catch(() => undefined);

const Blocked = later(() => withTexts(import("./details/Blocked")));
const PinBar = later(() => withTexts(import("./pins/PinBar")));
const MessageActions = later(() => withTexts(import("./actions/MessageActions")));
const ConversationSearch = later(() => withTexts(import("./search/ConversationSearch")));

const EDITABLE = 24 * 3_600_000;

function editable(message: Message): boolean {
  return message.mine && message.seq !== undefined && !message.erased && !message.voice && !message.poll && !message.once && !message.profile && !message.sticker && !message.forwarded && Date.now() - message.at < EDITABLE;
}

/** A conversation: who it is with, what was said, and where one writes. */
export function ConversationPane({ id }: { id: string }) {
  const conversation = useConversation(id);
  const invited = useReadable(useStore().invitations)?.find((one) => one.conversationId === id);
  if (!invited || conversation) return <Opened key={id} id={id} />;
  return (
    <Suspense fallback={<Waiting />}>
      <InvitationPane key={id} invitation={invited} />
    </Suspense>
  );
}

function Opened({ id }: { id: string }) {
  const conversation = useConversation(id);
  const [state, timeline] = useTimeline(id);
  const me = useMyId();
  const peer = conversation?.members.find((member) => member.account.id !== me)?.account;
  if (conversation && isGroup(conversation)) {
    return (
      <Suspense fallback={<Waiting />}>
        <GroupTalk conversation={conversation} state={state} timeline={timeline} />
      </Suspense>
    );
  }
  if (conversation && isSaved(conversation)) {
    return (
      <Suspense fallback={<Waiting />}>
        <SavedTalk conversation={conversation} state={state} timeline={timeline} />
      </Suspense>
    );
  }
  if (conversation?.request?.state === "received" && peer) {
    return (
      <Suspense fallback={<Waiting />}>
        <RequestPane conversation={conversation} peer={peer} state={state} timeline={timeline} />
      </Suspense>
    );
  }
  if (conversation && peer) return <DirectTalk conversation={conversation} peer={peer} state={state} timeline={timeline} />;
  if (state.status === "error") return <Unavailable state={state} timeline={timeline} />;
  return <Waiting />;
}

type TalkProps = { conversation: Conversation; state: TimelineState; timeline: Timeline };

function DirectTalk({ peer, ...talk }: TalkProps & { peer: Profile }) {
  const { t } = useLingui();
  const { id, request } = talk.conversation;
  const typing = useTyping(id).length > 0;
  const name = peer.name || peer.handle;
  const party: Party = {
    name,
    nameOf: () => name,
    header: (onSearch) => <Header conversation={talk.conversation} peer={peer} typing={typing} onSearch={onSearch} />,
    beginning: (empty) => <Beginning peer={peer} empty={empty} />,
    typing: typing && <Typing name={name} />,
    hint: request && !peer.blocked && (
      <Suspense fallback={null}>
        <RequestHint request={request} name={name} />
      </Suspense>
    ),
    instead: peer.blocked ? <Suspense><Blocked peer={peer} /></Suspense> : request?.left === 0 ? <></> : undefined,
    report: (seq) => report({ kind: "message", person: peer, conversation: id, seqs: [seq] }),
    hiding: t`${name} still sees it.`,
    unsending: t`Its text is erased for both of you. ${name} may have read it already.`,
  };
  return <Talk {...talk} party={party} />;
}

/** With whom one talks: where one other person and a group differ. */
export type Party = {
  name: string;
  nameOf: (person: ID) => string;
  header: (onSearch: () => void) => ReactNode;
  /** Above the first message; `empty`: in place of it. */
  beginning: (empty: boolean) => ReactNode;
  Row?: ComponentType<RowProps>;
  /** That someone is writing. */
  typing: ReactNode;
  /** Above the composer. */
  hint?: ReactNode;
  /** In the composer: what completes the text, and whom it mentions. */
  Complete?: ComponentType<Typed>;
  mentions?: (text: string) => Mentions | undefined;
  /** In place of the composer. */
  instead?: ReactNode;
  report: (seq: number, sender: ID) => void;
  /** Tells who has seen a message. */
  seen?: (message: Message) => void;
  /** Who still sees what one deletes for oneself, and what unsending means. */
  hiding: string;
  unsending: string;
};

export function Talk({ conversation, party, state, timeline }: TalkProps & { party: Party }) {
  const { t } = useLingui();
  const store = useStore();
  const { id } = conversation;
  const { name, instead } = party;
  const quiet = useSession().me?.quietHours;
  const [, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const searching = params.has("find");
  const list = useRef<MessageListHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [context, setContext] = useState<ComposerContext>();
  const [open, setOpen] = useState<{ message: Message; anchor: HTMLElement; part: "menu" | "reactions" }>();
  const [jump, setJump] = useState<{ seq: number }>();
  const target = useAddressed(params.get("at"), jump);
  useArrivals(id, party.nameOf);
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
        return seq !== undefined && party.report(seq, message.sender);
      case "seen":
        return party.seen?.(message);
      case "discard":
        return store.discard(message.key);
      case "hide":
        if (seq !== undefined && (await confirm({ title: t`Delete this message for you?`, body: party.hiding, action: t`Delete for me`, danger: true })))
          await store.hide(id, [seq]);
        return;
      case "unsend":
        if (seq !== undefined && (await confirm({ title: t`Unsend this message?`, body: party.unsending, action: t`Unsend`, danger: true })))
          await store.unsend(id, seq);
    }
  };

  const send = (text: string, replyTo: number | undefined, photos: ChosenPhoto[] | undefined, link: Beside | undefined) => {
    // It leaves before anything here is drawn or heard.
    const once = link?.once;
    if (once) {
      void store.say(id, { type: "once", once, replyTo }, { photos });
      replyTo = photos = link = undefined;
    }
    if (text || !once) void store.send(id, text, replyTo, photos, { ...party.mentions?.(text), ...link });
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
        party.header(() => navigate(`/c/${id}?find`, { replace: true }))
      )}
      {conversation.pins && (
        <Suspense fallback={<div className={css.pins} />}>
          <PinBar conversation={conversation} items={state.items} onJump={goTo} />
        </Suspense>
      )}
      {state.status === "error" && state.items.length === 0 ? (
        <Knot state={state} timeline={timeline} />
      ) : (
        <MessageList
          ref={list}
          state={state}
          timeline={timeline}
          conversation={conversation}
          name={name}
          beginning={party.beginning}
          Row={party.Row}
          typing={party.typing}
          target={target}
          actions={actions}
          onRead={onRead}
          onEdit={(message) => {
            if (editable(message)) setContext({ kind: "edit", message });
          }}
          onLeave={() => composer.current?.focus()}
        />
      )}
      {party.hint}
      {instead ?? (
        <Composer
          ref={composer}
          id={id}
          name={name}
          nameOf={party.nameOf}
          draft={conversation.draft}
          context={context}
          onContext={setContext}
          lastOwn={lastEditable}
          Complete={party.Complete}
          mentions={party.mentions}
          textOnly={conversation.request !== undefined}
          onSend={send}
          onSay={(content, rest) => {
            void store.say(id, content, rest);
            list.current?.toEnd();
            play("sent", quiet);
          }}
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
            seen={party.seen !== undefined}
            onAction={(action) => void act(action, open.message)}
            onReact={(emoji) => actions.react(open.message, emoji)}
            onClose={() => {
              setOpen(undefined);
              // A menu tells late that it closed: who has pressed a key since may be in the field already.
              if (!context) open.anchor.focus({ preventScroll: true });
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
function useArrivals(id: string, nameOf: Party["nameOf"]): void {
  const store = useStore();
  const { t } = useLingui();
  const quiet = useSession().me?.quietHours;
  const names = useRef(nameOf);
  useEffect(() => {
    names.current = nameOf;
  });
  useEffect(
    () =>
      store.onArrival((message) => {
        if (message.conversationId !== id) return;
        const text = saying(gist(message));
        const name = names.current(message.sender);
        announce(t`${name}: ${text}`);
        play("received", quiet);
      }),
    [store, id, t, quiet],
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
