import { useLingui } from "@lingui/react/macro";
import { ArrowBendUpLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowBendUpLeft";
import { ArrowBendUpRightIcon } from "@phosphor-icons/react/dist/csr/ArrowBendUpRight";
import { ArrowUUpLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowUUpLeft";
import { CopyIcon } from "@phosphor-icons/react/dist/csr/Copy";
import { EyeIcon } from "@phosphor-icons/react/dist/csr/Eye";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { PencilSimpleIcon } from "@phosphor-icons/react/dist/csr/PencilSimple";
import { LockSimpleIcon } from "@phosphor-icons/react/dist/csr/LockSimple";
import { PushPinIcon } from "@phosphor-icons/react/dist/csr/PushPin";
import { PushPinSlashIcon } from "@phosphor-icons/react/dist/csr/PushPinSlash";
import { PlusIcon } from "@phosphor-icons/react/dist/csr/Plus";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { lazy, Suspense, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import type { Message } from "@data";
import { isClosed } from "@data/polls";
import { day, time } from "@i18n";
import { useConversation, useMyId, useStore } from "@store";
import { confirm } from "@ui/confirm";
import { useNow } from "@ui/useNow";
import { placeAround, placeBeside, placeNear, type Box, type Size, type Spot } from "../logic/placing";
import { TimeLeft } from "../disappearing/TimeLeft";
import { mayPin, pin } from "../pins/pinning";
import css from "./MessageActions.module.css";

const EmojiPicker = lazy(() => import("../emoji/EmojiPicker"));
const ForwardDialog = lazy(() => import("../forward/ForwardDialog"));

export type MessageAction = "reply" | "copy" | "edit" | "hide" | "report" | "seen" | "unsend" | "discard";
/** Those that are done here. */
type OwnAction = "close" | "forward" | "pin" | "unpin";

type Props = {
  message: Message;
  /** The focusable line of the message. */
  anchor: HTMLElement;
  part: "menu" | "reactions";
  editable: boolean;
  /** Who has seen it can be asked. */
  seen: boolean;
  onAction: (action: MessageAction) => void;
  onReact: (emoji: string) => void;
  onClose: () => void;
};

const quick = ["❤️", "😂", "😮", "😢", "👍"];

/** The reaction bar and the menu of one message, around its bubble. */
export default function MessageActions({ message, anchor, part, editable, seen, onAction, onReact, onClose }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const dialog = useRef<HTMLDialogElement>(null);
  const palette = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [picking, setPicking] = useState(false);
  const [forwarding, setForwarding] = useState(false);
  const settled = message.seq !== undefined && !message.erased;
  const mine = message.reactions.find((r) => r.mine)?.emoji;

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, [forwarding]);

  useLayoutEffect(() => {
    const box = bubbleBox(anchor);
    const room = { width: window.innerWidth, height: window.innerHeight };
    if (picking) {
      place(picker, placeNear(box, sizeOf(picker), room, message.mine));
      return;
    }
    const touch = window.matchMedia("(hover: none)").matches;
    const spots = (touch ? placeAround : placeBeside)(box, sizeOf(palette), sizeOf(menu), room, message.mine);
    if (touch) lift(stage.current, anchor, spots.lift);
    place(palette, spots.above);
    place(menu, spots.below);
    const start = part === "reactions" ? palette.current : menu.current;
    (touch ? menu.current : start?.querySelector("button"))?.focus({ preventScroll: true });
  }, [anchor, message.mine, part, picking]);

  const react = (emoji: string) => {
    onReact(emoji === mine ? "" : emoji);
    onClose();
  };
  const conversation = useConversation(message.conversationId);
  const runsIt = message.sender === useMyId() || conversation?.role === "owner" || conversation?.role === "admin";
  const now = useNow();
  const closable = message.poll !== undefined && runsIt && !isClosed(message.poll, now);
  const pinned = conversation?.pins?.includes(message.seq ?? 0) ?? false;
  const items = menuItems(message, { editable, seen, closable, pinned, pins: conversation !== undefined && mayPin(conversation) });
  const act = (action: MessageAction | OwnAction) => {
    if (action === "forward") return setForwarding(true);
    if (action !== "close" && action !== "pin" && action !== "unpin") return onAction(action);
    onClose();
    if (action === "close") void closePoll();
    else pin(store, message, action === "pin");
  };
  const closePoll = async () => {
    const { conversationId, seq } = message;
    if (seq === undefined || !(await confirm({ title: t`Close this poll?`, body: t`Nobody can vote any more. What was chosen stays.`, action: t`Close poll` }))) return;
    await store.about(conversationId, "close", seq, {});
  };
  const labels: Record<MessageAction | OwnAction, string> = {
    close: t`Close poll`,
    pin: t`Pin`,
    unpin: t`Unpin`,
    reply: t`Reply`,
    forward: t`Forward`,
    copy: t`Copy`,
    edit: t`Edit`,
    hide: t`Delete for me`,
    report: t`Report`,
    seen: t`Seen by`,
    unsend: t`Unsend`,
    discard: t`Delete`,
  };

  if (forwarding) {
    return (
      <Suspense fallback={null}>
        <ForwardDialog message={message} onClose={onClose} />
      </Suspense>
    );
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- Escape closes the dialog by itself
    <dialog
      ref={dialog}
      className={css.actions}
      aria-label={t`Message actions`}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {picking ? (
        <div ref={picker} className={css.picker}>
          <Suspense fallback={null}>
            <EmojiPicker onPick={react} onClose={onClose} />
          </Suspense>
        </div>
      ) : (
        <>
          <div ref={stage} className={css.stage} aria-hidden="true" inert />
          {settled && (
            <div ref={palette} className={css.palette} role="toolbar" aria-label={t`React`} onKeyDown={(e) => step(e, "ArrowLeft", "ArrowRight")}>
              {quick.map((emoji) => (
                <button key={emoji} type="button" aria-pressed={emoji === mine} aria-label={t`React with ${emoji}`} onClick={() => react(emoji)}>
                  {emoji}
                </button>
              ))}
              <button type="button" aria-label={t`More emoji`} onClick={() => setPicking(true)}>
                <PlusIcon size={22} />
              </button>
            </div>
          )}
          <div ref={menu} className={css.menu} role="menu" aria-label={t`Message actions`} tabIndex={-1} onKeyDown={(e) => step(e, "ArrowUp", "ArrowDown")}>
            <p className={css.when} role="presentation">
              {day(message.at)} {time(message.at)}
              {message.expiresAt && <TimeLeft until={message.expiresAt} />}
            </p>
            {items.map(({ action, icon, bad }) => (
              <button key={action} type="button" role="menuitem" className={bad ? css.bad : undefined} onClick={() => act(action)}>
                {icon}
                {labels[action]}
              </button>
            ))}
          </div>
        </>
      )}
    </dialog>
  );
}

type Item = { action: MessageAction | OwnAction; icon: ReactNode; bad?: boolean };

function menuItems(message: Message, { editable, seen, closable, pins, pinned }: Record<"editable" | "seen" | "closable" | "pins" | "pinned", boolean>): Item[] {
  const sent = message.seq !== undefined;
  const items: (Item | false)[] = [
    sent && !message.erased && { action: "reply", icon: <ArrowBendUpLeftIcon size={20} /> },
    sent && !message.erased && !message.poll && !message.once && { action: "forward", icon: <ArrowBendUpRightIcon size={20} /> },
    !message.erased && !message.once && !message.profile && { action: "copy", icon: <CopyIcon size={20} /> },
    editable && { action: "edit", icon: <PencilSimpleIcon size={20} /> },
    sent && !message.erased && seen && { action: "seen", icon: <EyeIcon size={20} /> },
    sent && !message.erased && !message.once && pins && (pinned ? { action: "unpin", icon: <PushPinSlashIcon size={20} /> } : { action: "pin", icon: <PushPinIcon size={20} /> }),
    sent && closable && { action: "close", icon: <LockSimpleIcon size={20} /> },
    sent && { action: "hide", icon: <TrashIcon size={20} /> },
    sent && !message.mine && !message.erased && { action: "report", icon: <FlagIcon size={20} />, bad: true },
    sent && message.mine && !message.erased && { action: "unsend", icon: <ArrowUUpLeftIcon size={20} />, bad: true },
    message.state === "failed" && { action: "discard", icon: <TrashIcon size={20} />, bad: true },
  ];
  return items.filter((item) => item !== false);
}

function bubbleBox(anchor: HTMLElement): Box {
  const bubble = anchor.querySelector("[data-slide] > :first-child") ?? anchor;
  const { left, top, right, bottom } = bubble.getBoundingClientRect();
  return { left, top, right, bottom };
}

/** Layout sizes, which a starting animation does not change. */
function sizeOf(ref: RefObject<HTMLElement | null>): Size {
  return { width: ref.current?.offsetWidth ?? 0, height: ref.current?.offsetHeight ?? 0 };
}

function place(ref: RefObject<HTMLElement | null>, spot: Spot): void {
  if (!ref.current) return;
  ref.current.style.left = `${spot.left}px`;
  ref.current.style.top = `${spot.top}px`;
}

/** On a touch screen a copy of the message stays lit above the dimmed page, where there is room for it. */
function lift(stage: HTMLElement | null, anchor: HTMLElement, by: number): void {
  if (!stage) return;
  const { left, top, width } = anchor.getBoundingClientRect();
  const copy = anchor.cloneNode(true) as HTMLElement;
  for (const name of ["role", "tabindex", "aria-label", "data-key"]) copy.removeAttribute(name);
  Object.assign(stage.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` });
  stage.replaceChildren(copy);
  requestAnimationFrame(() => (stage.style.translate = `0 ${-by}px`));
}

function step(event: KeyboardEvent<HTMLElement>, back: string, forth: string): void {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const index = buttons.findIndex((button) => button === document.activeElement);
  const to = { [back]: index - 1, [forth]: index + 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[(to + buttons.length) % buttons.length]?.focus();
}
