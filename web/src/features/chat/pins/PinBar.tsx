import { useLingui } from "@lingui/react/macro";
import { PushPinSlashIcon } from "@phosphor-icons/react/dist/csr/PushPinSlash";
import { useEffect, useState } from "react";
import { gist, type Conversation, type Gist, type Message } from "@data";
import { gistAt } from "@data/pins";
import { saying, useStore } from "@store";
import { cx } from "@ui/cx";
import { IconButton } from "@ui/IconButton";
import { mayPin, pin } from "./pinning";
import css from "./pins.module.css";

type Props = { conversation: Conversation; items: readonly Message[]; onJump: (seq: number) => void };

/** The pinned messages, one at a time, the last that was pinned first. A press leads to the one that is shown, and shows the one before. */
export default function PinBar({ conversation, items, onJump }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const { id, pins = [], hidden = [] } = conversation;
  const shown = pins.filter((seq) => !hidden.includes(seq));
  const [at, setAt] = useState<number>();
  const newest = pins.at(-1);
  const [last, setLast] = useState(newest);
  if (last !== newest) {
    // What was just pinned is shown.
    setLast(newest);
    setAt(undefined);
  }
  const index = at !== undefined && shown.includes(at) ? shown.indexOf(at) : shown.length - 1;
  const seq = shown[index];
  const said = useGist(conversation, seq, items);
  if (seq === undefined) return null;
  const n = index + 1;
  const count = shown.length;
  const title = count > 1 ? t`Pinned message ${n} of ${count}` : t`Pinned message`;
  return (
    <aside className={css.bar} aria-label={t`Pinned messages`}>
      <button
        type="button"
        className={css.show}
        onClick={() => {
          onJump(seq);
          setAt(shown[(index + count - 1) % count]);
        }}
      >
        <span className={css.marks} aria-hidden="true">
          {shown.map((one) => (
            <span key={one} className={cx(one === seq && css.on)} />
          ))}
        </span>
        <span className={css.words}>
          <b>{title}</b>
          <span dir="auto">{said ? saying(said) : "…"}</span>
        </span>
      </button>
      {mayPin(conversation) && <IconButton label={t`Unpin this message`} icon={<PushPinSlashIcon size={20} />} onClick={() => pin(store, { conversationId: id, seq }, false)} />}
    </aside>
  );
}

/** What a pinned message says: from what is on screen, else asked for, and asked for again when it was edited. */
function useGist({ id, pins }: Conversation, seq: number | undefined, items: readonly Message[]): Gist | undefined {
  const store = useStore();
  const here = items.find((one) => one.seq === seq);
  const [asked, setAsked] = useState<{ seq: number; said: Gist }>();
  const missing = here === undefined ? seq : undefined;
  useEffect(() => {
    if (missing === undefined) return;
    let left = false;
    // Without an answer the bar names no words; a press shows what can be had.
    void gistAt(store, id, missing).then((said) => !left && said && setAsked({ seq: missing, said }));
    return () => {
      left = true;
    };
  }, [store, id, missing, pins]);
  if (here) return gist(here);
  return asked?.seq === seq ? asked?.said : undefined;
}
