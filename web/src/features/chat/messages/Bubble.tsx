import { useLingui } from "@lingui/react/macro";
import { ArrowBendUpLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowBendUpLeft";
import { ArrowUUpLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowUUpLeft";
import { lazy, memo, Suspense, useMemo, type ComponentType } from "react";
import type { Message, Quote } from "@data";
import { withTexts } from "@i18n";
import { saying, useMyId, useNames } from "@store";
import { emojiAlone } from "../logic/emoji";
import { Clock, Links } from "../later";
import { linkify } from "../logic/linkify";
import { ratio } from "../photos/layout";
import css from "./Message.module.css";

const Photos = lazy(() => withTexts(import("../photos/Photos")));
const Part = lazy(() => withTexts(import("./Part")));

/** The text of a message with its links. */
export const Text = memo(function Text({ text }: { text: string }) {
  const pieces = useMemo(() => linkify(text), [text]);
  return pieces.map((piece, i) =>
    piece.kind === "text" ? (
      piece.text
    ) : (
      <a key={i} className={css.link} href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc" title={piece.href} tabIndex={-1}>
        {piece.text}
      </a>
    ),
  );
});

type Props = {
  message: Message;
  name: string;
  landing: boolean;
  focusable: boolean;
  onJump: (seq: number) => void;
  /** How the text is shown; with its links alone where that is absent. */
  Words?: ComponentType<{ message: Message }>;
};

/** What was said: text, a few large emoji, or the hollow an unsent message leaves. */
export function Bubble({ message, name, landing, focusable, onJump, Words }: Props) {
  const { t } = useLingui();
  if (message.erased) {
    return (
      <div className={`${css.bubble} ${css.gone}`}>
        <ArrowUUpLeftIcon size={17} />
        <span>{message.removed ? t`Moderators removed this message` : message.mine ? t`You unsent a message` : t`${name} unsent a message`}</span>
      </div>
    );
  }
  const { poll, once, sticker } = message;
  const photos = once ? undefined : message.photos;
  const part = (once ?? message.voice ?? message.file ?? message.profile ?? message.location ?? sticker ?? poll) && (
    <Suspense fallback={<div className={poll ? css.poll : css.voice} style={poll && { height: `${4 + 3 * poll.options.length}rem` }} />}>
      <Part message={message} focusable={focusable} />
    </Suspense>
  );
  const big = !message.replyTo && !message.forwarded && !photos && (sticker !== undefined || (!part && emojiAlone(message.text) > 0));
  const classes = [css.bubble, photos && css.pictures, poll && css.asks, big && css.big, landing && css.landing, message.state === "sending" && css.pending, message.state === "failed" && css.failed];
  return (
    <div className={classes.filter(Boolean).join(" ")} dir="auto">
      {message.forwarded && <Forwarded times={message.forwarded} />}
      {message.replyTo && <Quoted quote={message.replyTo} onJump={onJump} />}
      {photos && (
        <div className={css.grid} style={{ aspectRatio: ratio(photos) }}>
          <Suspense>
            <Photos message={message} photos={photos} focusable={focusable} />
          </Suspense>
        </div>
      )}
      {!poll && part}
      {(message.text !== "" || message.edited) && (
        <span className={photos && css.caption}>
          {Words ? <Words message={message} /> : <Text text={message.text} />}
          {message.edited && <span className={css.meta}>{t`edited`}</span>}
        </span>
      )}
      {poll && part}
      {message.preview && (
        <Suspense>
          <Links message={message} focusable={focusable} />
        </Suspense>
      )}
      {message.expiresAt && (
        <Suspense>
          <Clock message={message} until={message.expiresAt} big={big} />
        </Suspense>
      )}
    </div>
  );
}

/** From how many times on one is told that it goes round. */
const MANY = 5;

function Forwarded({ times }: { times: number }) {
  const { t } = useLingui();
  return (
    <span className={css.forwarded}>
      <ArrowBendUpLeftIcon size={14} mirrored />
      {times < MANY ? t`Forwarded` : t`Forwarded many times`}
    </span>
  );
}

function Quoted({ quote, onJump }: { quote: Quote; onJump: (seq: number) => void }) {
  const { t } = useLingui();
  const mine = quote.sender === useMyId();
  const [name] = useNames(quote.sender === undefined ? [] : [quote.sender]);
  const gone = quote.erased || quote.text === undefined;
  return (
    <button type="button" className={css.quote} tabIndex={-1} onClick={() => onJump(quote.seq)}>
      {quote.sender !== undefined && <b>{mine ? t`You` : name}</b>}
      <span dir="auto">{gone ? t`This message is gone` : saying(quote)}</span>
    </button>
  );
}
