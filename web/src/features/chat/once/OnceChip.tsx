import { useLingui } from "@lingui/react/macro";
import { CheckCircleIcon } from "@phosphor-icons/react/dist/csr/CheckCircle";
import { NumberCircleOneIcon } from "@phosphor-icons/react/dist/csr/NumberCircleOne";
import { lazy, Suspense, useEffect, useState } from "react";
import { Problem, isGroup, type Message, type Once, type Viewing } from "@data";
import { openingsIn, over } from "@data/once";
import { dateTime, list, number } from "@i18n";
import { problemText, useConversation, useReadable, useStore } from "@store";
import { toast } from "@ui/toast";
import { useNow } from "@ui/useNow";
import { Sending } from "../attach/Sending";
import css from "./Once.module.css";

const OnceViewer = lazy(() => import("./OnceViewer"));
/** As many are named. */
const NAMED = 3;

/** In the place of what is viewed once: what it is, and whether it was opened. There is nothing of it to be seen. */
export default function OnceChip({ message, focusable }: { message: Message; focusable: boolean }) {
  return message.once && <Chip message={message} once={message.once} focusable={focusable} />;
}

function Chip({ message, once, focusable }: { message: Message; once: Once; focusable: boolean }) {
  const { t } = useLingui();
  const store = useStore();
  const keeper = openingsIn(store);
  const { conversationId, seq, mine, state } = message;
  const opening = useReadable(keeper.of(conversationId)).get(seq ?? 0);
  const late = over(message.at, useNow());
  const [viewing, setViewing] = useState<Viewing>();
  const [busy, setBusy] = useState(false);
  const [gone, setGone] = useState(false);
  const by = useOpeners(message, opening?.count ?? 0);
  useEffect(() => {
    if (seq !== undefined) keeper.want(conversationId, seq);
  }, [keeper, conversationId, seq]);

  const kind = { photo: t`Photo`, video: t`Video`, voice: t`Voice message` }[once.kind];
  const opened = opening !== undefined;
  const done = opened || gone || late;
  const openable = !mine && !done && seq !== undefined;
  const when = opening && dateTime(Date.parse(opening.at));
  const said = opened ? (by ?? t`Opened`) : gone || late ? t`Can’t be opened any more` : mine ? t`View once` : t`Tap to view once`;
  const open = async () => {
    if (seq === undefined || busy) return;
    if (!navigator.onLine) return toast(t`To open this you need a connection.`);
    setBusy(true);
    try {
      setViewing(await keeper.open(conversationId, seq));
    } catch (cause) {
      const over = cause instanceof Problem && cause.code === "once_gone";
      setGone(over);
      toast(over ? t`This could be viewed once. It was opened already, or its time is over.` : problemText(cause));
    }
    setBusy(false);
  };
  const words = (
    <>
      {opened ? <CheckCircleIcon size={26} /> : <NumberCircleOneIcon size={26} weight={openable ? "fill" : "regular"} />}
      <span className={css.words}>
        <b>{kind}</b>
        <small>{said}</small>
      </span>
    </>
  );
  return (
    <>
      {openable ? (
        <button type="button" className={`${css.chip} ${css.fresh}`} tabIndex={focusable ? 0 : -1} aria-busy={busy} onClick={() => void open()}>
          {words}
        </button>
      ) : (
        <span className={mine ? `${css.chip} ${css.own}` : css.chip} title={when}>
          {words}
          {state === "sending" && <Sending message={message} label={t`Sending`} />}
        </span>
      )}
      {viewing && seq !== undefined && (
        <Suspense>
          <OnceViewer
            viewing={viewing}
            message={message}
            onClose={() => {
              setViewing(undefined);
              setGone(true);
              keeper.close(conversationId, seq);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** Who of a group has opened this person's own, in words; undefined where it is not asked. */
function useOpeners({ conversationId, seq, mine }: Message, count: number): string | undefined {
  const { t } = useLingui();
  const store = useStore();
  const conversation = useConversation(conversationId);
  const [names, setNames] = useState<readonly string[]>([]);
  const asks = mine && count > 0 && conversation !== undefined && isGroup(conversation);
  useEffect(() => {
    if (!asks || seq === undefined) return;
    let wanted = true;
    openingsIn(store)
      .openers(conversationId, seq)
      .then(
        (now) => wanted && setNames(now),
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, [asks, store, conversationId, seq, count]);
  if (!asks) return undefined;
  const shownCount = number(count);
  const who = list([...names]);
  return names.length > 0 && count <= NAMED ? t`Opened by ${who}` : t`Opened by ${shownCount}`;
}
