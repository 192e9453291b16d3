import { useLingui } from "@lingui/react/macro";
import { useEffect, useMemo } from "react";
import type { Message, RecordedVoice, Voice } from "@data";
import { ownUrl, urlOf } from "@data/photos";
import { onEnd, play, stop, type Track as Sound } from "@data/voice/player";
import { playsIn } from "@data/voice/plays";
import { useReadable, useStore } from "@store";
import { VisuallyHidden } from "@ui/Hidden";
import { Sending } from "../attach/Sending";
import { Track } from "./Track";
import css from "./Voice.module.css";

/** What is shown, so that the next one goes on by itself. */
const shown = new Map<string, { conversation: string; seq: number; next: () => boolean }>();

onEnd((key) => {
  const ended = shown.get(key);
  if (!ended) return;
  const later = [...shown.values()].filter(({ conversation, seq }) => conversation === ended.conversation && seq > ended.seq).sort((a, b) => a.seq - b.seq);
  later.find(({ next }) => next());
});

/** The voice note of a message. One that was not played has a dot. */
export default function VoiceNote({ message, focusable }: { message: Message; focusable: boolean }) {
  return message.voice && <Note message={message} voice={message.voice} focusable={focusable} />;
}

function Note({ message, voice, focusable }: { message: Message; voice: Voice | RecordedVoice; focusable: boolean }) {
  const { t } = useLingui();
  const store = useStore();
  const plays = playsIn(store);
  const { played, heard, asked } = useReadable(plays.of(message.conversationId));
  const { key, seq, mine, from, sender, conversationId } = message;
  const { id, duration = 0 } = voice;
  const blob = "blob" in voice ? voice.blob : undefined;
  const source = blob ? urlOf(blob) : (ownUrl(id) ?? `/v1/voices/${from ?? sender}/${id}`);
  const track = useMemo<Sound>(() => ({ key, source, duration }), [key, source, duration]);
  const fresh = !mine && seq !== undefined && asked.has(seq) && !played.has(seq);
  useEffect(() => {
    if (seq !== undefined) plays.want(conversationId, seq);
  }, [plays, conversationId, seq]);
  useEffect(() => {
    if (seq === undefined) return;
    const next = () => {
      if (!fresh) return false;
      plays.mark(conversationId, seq);
      play(track, 0);
      return true;
    };
    shown.set(key, { conversation: conversationId, seq, next });
    return () => void shown.delete(key);
  }, [plays, conversationId, key, seq, fresh, track]);
  useEffect(() => () => stop(key), [key, conversationId]);
  const state = fresh ? t`Not played yet` : mine && seq !== undefined && heard.has(seq) ? t`Played` : "";
  return (
    <div className={mine ? css.own : css.other}>
      <Track
        track={track}
        waveform={voice.waveform?.length ? voice.waveform : FLAT}
        focusable={focusable}
        onPlay={() => {
          if (!mine && seq !== undefined) plays.mark(conversationId, seq);
        }}
        note={
          <>
            {fresh && <span className={css.dot} />}
            {fresh ? <VisuallyHidden>{state}</VisuallyHidden> : state && <span>{state}</span>}
            {message.state === "sending" && blob && <Sending message={message} label={t`Sending the voice message`} />}
          </>
        }
      />
    </div>
  );
}

/** Of a recording that says nothing of how loud it is. */
const FLAT: readonly number[] = Array<number>(40).fill(20);
