import { Trans, useLingui } from "@lingui/react/macro";
import { CheckIcon } from "@phosphor-icons/react/dist/csr/Check";
import { PaperPlaneRightIcon } from "@phosphor-icons/react/dist/csr/PaperPlaneRight";
import { SmileyIcon } from "@phosphor-icons/react/dist/csr/Smiley";
import { lazy, Suspense, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type ComponentType, type KeyboardEvent, type Ref, type RefObject } from "react";
import type { Beside, ChosenPhoto, Content, Draft, Mentions, Message, Said } from "@data";
import { useStore } from "@store";
import { number, withTexts } from "@i18n";
import { useMediaQuery, useWide } from "@ui/useMediaQuery";
import { haptic } from "../haptics";
import { Links, optional } from "../later";
import { roomFor } from "../logic/limits";
import type { Held } from "../voice/held";
import css from "./Composer.module.css";
import { useDraft } from "./useDraft";

const Tray = lazy(() => withTexts(import("../photos/Tray")));
const EmojiPicker = lazy(() => withTexts(import("../emoji/EmojiPicker")));
const ContextBar = optional(() => import("./ContextBar"));
const Attach = optional(() => withTexts(import("../attach/Attach")));
const VoiceButton = optional(() => import("./VoiceButton"));
const loadRecorder = () => withTexts(import("../voice/Recorder"));
const Recorder = lazy(loadRecorder);

/** What the text is for: an answer to a message, or a new wording of an own one. */
export type ComposerContext = { kind: "reply" | "edit"; message: Message };
export type ComposerHandle = { focus: () => void };
/** The field one writes in, and how to put another text into it. */
export type Typed = { field: RefObject<HTMLTextAreaElement | null>; text: string; write: (text: string) => void };

type Props = {
  ref?: Ref<ComposerHandle>;
  id: string;
  name: string;
  nameOf: (person: string) => string;
  draft: Draft | undefined;
  context: ComposerContext | undefined;
  onContext: (context: ComposerContext | undefined) => void;
  /** My last message, when it can still be edited. */
  lastOwn: () => Message | undefined;
  /** What completes what is typed, shown above the field. */
  Complete?: ComponentType<Typed>;
  /** Whom a text mentions. */
  mentions?: (text: string) => Mentions | undefined;
  /** A request takes neither photos, recordings, files nor polls. */
  textOnly: boolean;
  onSend: (text: string, replyTo: number | undefined, photos: ChosenPhoto[] | undefined, link: Beside | undefined) => void;
  /** Sends what is no plain text. */
  onSay: (content: Content, rest?: Omit<Said, "content">) => void;
  onEdit: (message: Message, text: string) => void;
};

/** Where one writes. Grows with the text; Enter sends where there is a keyboard. */
export function Composer({ ref, id, name, nameOf, draft, context, onContext, lastOwn, Complete, mentions, textOnly, onSend, onSay, onEdit }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const wide = useWide();
  const keyboard = useMediaQuery("(hover: hover) and (pointer: fine)");
  const editing = context?.kind === "edit" ? context.message : undefined;
  const replyTo = context?.kind === "reply" ? context.message.seq : undefined;
  const { text, write, show, clear } = useDraft(id, draft, replyTo, editing !== undefined);
  const [aside, setAside] = useState<{ key: string; text: string }>();
  const [picking, setPicking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const smiley = useRef<HTMLButtonElement>(null);
  const room = roomFor(text);
  const say: Props["onSay"] = (content, rest) => {
    haptic("send");
    onSay({ ...content, replyTo }, rest);
    onContext(undefined);
  };
  const [files, setFiles] = useState<File[]>([]);
  /** What will be sent of them: undefined while they are made ready. */
  const [photos, setPhotos] = useState<ChosenPhoto[]>();
  const addFiles = useCallback((more: File[]) => setFiles((before) => [...before, ...more]), []);
  const takes = !textOnly && !editing;
  const attached = files.length > 0;
  const empty = text.trim() === "" && !attached;
  const [link, setLink] = useState<Beside>();
  const [recording, setRecording] = useState<{ held?: Held; locked?: boolean }>();
  const mic = empty && !editing && !textOnly && !recording?.locked && "MediaRecorder" in window;

  // Editing takes the field over; what was being written waits beside it.
  if (editing && aside?.key !== editing.key) {
    setAside({ key: editing.key, text: aside ? aside.text : text });
    show(editing.text);
  } else if (!editing && aside) {
    setAside(undefined);
    write(aside.text);
  }

  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus({ preventScroll: true }) }), []);
  useLayoutEffect(() => grow(field.current), [text]);
  useEffect(() => {
    if (!keyboard) return;
    // A dialog or menu that is open keeps the focus.
    if (!document.querySelector("dialog[open]")) field.current?.focus({ preventScroll: true });
  }, [keyboard]);
  useEffect(() => {
    if (!context) return;
    const element = field.current;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [context]);

  /** Its text is sent later. */
  const leave = () => {
    clear();
    onContext(undefined);
  };

  const submit = () => {
    if (empty || room.over || (attached && !photos)) return;
    if (editing) onEdit(editing, text.trim());
    else {
      haptic("send");
      onSend(text.trim(), replyTo, attached ? photos : undefined, link);
      setFiles([]);
      clear();
    }
    onContext(undefined);
    if (wide) setPicking(false);
    field.current?.focus({ preventScroll: true });
  };

  const stopRecording = () => {
    setRecording(undefined);
    requestAnimationFrame(() => field.current?.focus({ preventScroll: true }));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && (keyboard || event.ctrlKey || event.metaKey)) submit();
    else if (event.key === "Escape" && picking) setPicking(false);
    else if (event.key === "Escape" && context) onContext(undefined);
    else if (event.key === "ArrowUp" && text === "" && !context) {
      const message = lastOwn();
      if (!message) return;
      onContext({ kind: "edit", message });
    } else return;
    event.preventDefault();
  };

  const insert = (emoji: string) => {
    const element = field.current;
    if (!element) return;
    const { selectionStart: start, selectionEnd: end } = element;
    write(text.slice(0, start) + emoji + text.slice(end));
    const caret = start + emoji.length;
    requestAnimationFrame(() => element.setSelectionRange(caret, caret));
  };

  const toggle = () => {
    setPicking(!picking);
    if (picking) field.current?.focus({ preventScroll: true });
    else if (!keyboard) field.current?.blur();
  };

  const picker = picking && (
    <Suspense fallback={null}>
      <EmojiPicker
        flat={!wide}
        onPick={insert}
        onClose={() => {
          setPicking(false);
          smiley.current?.focus();
        }}
      />
    </Suspense>
  );

  return (
    <form
      className={css.composer}
      aria-label={t`Write`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {wide && picking && <div className={css.picker}>{picker}</div>}
      {!editing && Complete && <Complete field={field} text={text} write={write} />}
      {context && (
        <Suspense>
          <ContextBar context={context} name={nameOf(context.message.sender)} spaced={!empty} onClose={() => onContext(undefined)} />
        </Suspense>
      )}
      {takes && !attached && text.includes(".") && (
        <Suspense>
          <Links text={text} onLink={setLink} />
        </Suspense>
      )}
      {attached && (
        <Suspense fallback={<div className={css.tray} />}>
          <Tray conversation={id} files={files} onReady={setPhotos} onFiles={setFiles} onBeside={setLink} />
        </Suspense>
      )}
      <div className={css.fields}>
        {recording ? (
          <Suspense fallback={<div className={css.box} />}>
            <Recorder
              conversation={id}
              held={recording.held}
              onLock={() => setRecording({ ...recording, locked: true })}
              onClose={stopRecording}
              onSend={(content, voice) => {
                stopRecording();
                say(content, { voice });
              }}
            />
          </Suspense>
        ) : (
          <div className={context ? `${css.box} ${css.under}` : css.box}>
            <textarea
              ref={field}
              className={css.text}
              rows={1}
              value={text}
              placeholder={wide ? t`Message ${name}` : t`Message`}
              aria-label={t`Message ${name}`}
              aria-invalid={room.over || undefined}
              aria-describedby={room.over ? `limit-${id}` : undefined}
              enterKeyHint={keyboard ? "send" : "enter"}
              dir="auto"
              onKeyDown={onKeyDown}
              onFocus={() => {
                if (!keyboard) setPicking(false);
              }}
              onChange={(event) => {
                write(event.target.value);
                if (!editing && event.target.value.trim() !== "") store.typingNow(id);
              }}
            />
            <Suspense fallback={takes && <span className={css.emoji} />}>
              <Attach id={id} className={css.emoji} takes={takes} onFiles={addFiles} onSay={say} {...{ text, replyTo, mentions }} onLater={leave} />
            </Suspense>
            {room.near && <span className={room.over ? `${css.count} ${css.over}` : css.count}>{number(room.left)}</span>}
            <button ref={smiley} type="button" className={css.emoji} aria-label={t`Emoji`} title={t`Emoji`} aria-expanded={picking} onClick={toggle}>
              <SmileyIcon />
            </button>
          </div>
        )}
        {!empty && (
          <button type="submit" className={css.send} disabled={room.over || (attached && !photos)} aria-label={editing ? t`Save` : t`Send`} title={editing ? t`Save` : t`Send`}>
            {editing ? <CheckIcon weight="bold" size={22} /> : <PaperPlaneRightIcon weight="fill" />}
          </button>
        )}
        {mic && (
          <Suspense fallback={<span className={css.mic} />}>
            <VoiceButton recording={recording !== undefined} onNear={() => void loadRecorder().catch(() => undefined)} onBegin={(held) => setRecording({ held, locked: !held })} />
          </Suspense>
        )}
      </div>
      {room.over && (
        <p id={`limit-${id}`} className={css.limit} role="status">
          <Trans>This message is too long: 4,000 characters at most.</Trans>
        </p>
      )}
      {!wide && picking && <div className={css.drawer}>{picker}</div>}
    </form>
  );
}

const growsBySelf = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

/** As high as its text, where the style sheet alone cannot do it; that ends it at six lines. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field || growsBySelf) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
