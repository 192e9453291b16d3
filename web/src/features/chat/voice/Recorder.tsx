import { Trans, useLingui } from "@lingui/react/macro";
import { CaretLeftIcon } from "@phosphor-icons/react/dist/csr/CaretLeft";
import { LockSimpleIcon } from "@phosphor-icons/react/dist/csr/LockSimple";
import { PaperPlaneRightIcon } from "@phosphor-icons/react/dist/csr/PaperPlaneRight";
import { StopIcon } from "@phosphor-icons/react/dist/csr/Stop";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Content, ID, RecordedVoice } from "@data";
import { urlOf } from "@data/photos";
import { pause, stop as stopPlaying } from "@data/voice/player";
import { LONGEST, NoRecording, record, type Recording, type Trouble } from "@data/voice/record";
import { clock, useReadable } from "@store";
import { announce } from "@ui/announce";
import { IconButton } from "@ui/IconButton";
import { haptic } from "../haptics";
import { OnceToggle } from "../once/OnceToggle";
import type { Held } from "./held";
import { Track } from "./Track";
import css from "./Voice.module.css";
import { Waveform } from "./Waveform";

/** How far a finger slides to cancel, to the left, and to lock, up. */
const CANCEL = 96;
const LOCK = 72;
/** Who lets go so early has pressed, not held: it goes on by itself. */
const PRESS = 400;
/** What is shorter was not meant to be sent. */
const LEAST = 700;
/** As many bars as are drawn of what is being said. */
const LIVE = 48;

type Props = {
  conversation: ID;
  /** The finger that holds the button; undefined for a key. */
  held: Held | undefined;
  /** It goes on without a finger. */
  onLock: () => void;
  onSend: (content: Content, voice: RecordedVoice) => void;
  onClose: () => void;
};

type Step = { at: "asking" | "failed"; trouble?: Trouble } | { at: "recording"; recording: Recording } | { at: "review"; voice: RecordedVoice };

/** Records a voice message in the place of the composer's field: held, or locked and then reviewed before it is sent. */
export default function Recorder({ conversation, held, onLock, onSend, onClose }: Props) {
  const { t } = useLingui();
  const [step, setStep] = useState<Step>({ at: "asking" });
  const [locked, setLocked] = useState(held === undefined);
  const [once, setOnce] = useState(false);
  const say = useCallback((voice: RecordedVoice) => onSend(once ? { type: "once", once: { kind: "voice" } } : { type: "voice" }, voice), [once, onSend]);
  const box = useRef<HTMLDivElement>(null);
  const running = useRef<Recording>(undefined);

  useEffect(() => {
    let gone = false;
    pause();
    record().then(
      (recording) => {
        if (gone) return recording.discard();
        running.current = recording;
        setStep({ at: "recording", recording });
        haptic("hold");
        announce(t`Recording`);
      },
      (cause: unknown) => {
        if (!gone) setStep({ at: "failed", trouble: cause instanceof NoRecording ? cause.trouble : "failed" });
      },
    );
    return () => {
      gone = true;
      running.current?.discard();
      running.current = undefined;
    };
  }, [t]);

  const close = useCallback(() => {
    announce(t`Recording deleted`);
    onClose();
  }, [t, onClose]);

  const finish = useCallback(
    async (send: boolean) => {
      const recording = running.current;
      if (!recording) return;
      running.current = undefined;
      if (send && recording.level.get().length < LEAST) {
        recording.discard();
        announce(t`Hold the button longer to record`);
        return onClose();
      }
      try {
        const voice = await recording.stop();
        if (send) say(voice);
        else setStep({ at: "review", voice });
      } catch {
        setStep({ at: "failed", trouble: "failed" });
      }
    },
    [t, say, onClose],
  );

  const lock = () => {
    setLocked(true);
    onLock();
  };
  const offset = useFinger(held, locked, step.at, { lock, cancel: close, send: () => void finish(true) });

  // The keys of who has no finger on it act from anywhere in the recorder.
  useEffect(() => {
    if (locked || step.at === "failed") box.current?.focus({ preventScroll: true });
  }, [locked, step.at]);

  const send = () => {
    if (step.at === "review") {
      stopPlaying(step.voice.id);
      say(step.voice);
    } else void finish(true);
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Enter sends and Escape cancels wherever the focus is in it
    <div
      ref={box}
      role="group"
      className={css.recorder}
      aria-label={t`Voice message`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
        else if (event.key === "Enter" && event.target === box.current && step.at !== "failed" && step.at !== "asking") send();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {step.at === "failed" ? (
        <>
          <p role="alert" className={css.trouble}>
            <Why trouble={step.trouble ?? "failed"} />
          </p>
          <button type="button" className={css.plain} onClick={onClose}>
            <Trans>Close</Trans>
          </button>
        </>
      ) : (
        <>
          {locked && <IconButton label={t`Delete the recording`} icon={<TrashIcon />} onClick={close} />}
          {step.at === "review" ? <Review voice={step.voice} /> : <Live recording={step.at === "recording" ? step.recording : undefined} onFull={() => void finish(false)} />}
          {locked ? (
            <>
              {step.at === "recording" && <IconButton label={t`Stop and listen`} icon={<StopIcon weight="fill" />} onClick={() => void finish(false)} />}
              <OnceToggle conversation={conversation} bare on={once} onChange={setOnce} />
              <button type="button" className={css.send} disabled={step.at === "asking"} aria-label={t`Send the voice message`} title={t`Send the voice message`} onClick={send}>
                <PaperPlaneRightIcon weight="fill" />
              </button>
            </>
          ) : (
            <span className={css.hint} style={{ translate: `${Math.min(0, offset.x)}px` }}>
              <CaretLeftIcon size={16} />
              <Trans>Slide to cancel</Trans>
              <span className={css.lock} style={{ translate: `0 ${Math.max(-LOCK / 2, Math.min(0, offset.y / 2))}px` }}>
                <LockSimpleIcon size={20} />
              </span>
            </span>
          )}
        </>
      )}
    </div>
  );
}

/** What is being said, and for how long already. */
function Live({ recording, onFull }: { recording: Recording | undefined; onFull: () => void }) {
  const { t } = useLingui();
  if (!recording)
    return (
      <span className={css.live} role="status">
        {t`Waiting for the microphone…`}
      </span>
    );
  return <Level recording={recording} onFull={onFull} />;
}

function Level({ recording, onFull }: { recording: Recording; onFull: () => void }) {
  const { length, levels } = useReadable(recording.level);
  const full = length >= LONGEST;
  useEffect(() => {
    if (full) onFull();
  }, [full, onFull]);
  return (
    <span className={css.live}>
      <span className={css.red} />
      <span className={css.time}>{clock(Math.floor(length / 1000) * 1000)}</span>
      <span className={css.levels}>
        <Waveform bars={levels.slice(-LIVE)} count={LIVE} />
      </span>
    </span>
  );
}

function Review({ voice }: { voice: RecordedVoice }) {
  const { id, blob, duration = 0, waveform = [] } = voice;
  const track = useMemo(() => ({ key: id, source: urlOf(blob), duration }), [id, blob, duration]);
  useEffect(() => () => stopPlaying(id), [id]);
  return (
    <div className={css.review}>
      <Track track={track} waveform={waveform} focusable />
    </div>
  );
}

function Why({ trouble }: { trouble: Trouble }) {
  if (trouble === "denied") return <Trans>This site may not use the microphone. Allow it in your browser’s settings for this site, then try again.</Trans>;
  if (trouble === "none") return <Trans>No microphone was found. Connect one, then try again.</Trans>;
  return <Trans>Recording didn’t work. Another app may be using the microphone.</Trans>;
}

/** Follows the finger that holds the button, and answers how far it is from where it began. */
function useFinger(held: Held | undefined, locked: boolean, at: Step["at"], acts: { lock: () => void; cancel: () => void; send: () => void }): { x: number; y: number } {
  const [offset, setOffset] = useState({ x: 0, y: 0 });
  const now = useRef({ acts, at });
  useEffect(() => {
    now.current = { acts, at };
  });
  useEffect(() => {
    if (!held || locked) return;
    const { button, pointer, x, y, since } = held;
    const move = (event: PointerEvent) => {
      if (event.pointerId !== pointer) return;
      const by = { x: event.clientX - x, y: event.clientY - y };
      if (by.x < -CANCEL) now.current.acts.cancel();
      else if (by.y < -LOCK) now.current.acts.lock();
      else setOffset(by);
    };
    const up = () => {
      if (performance.now() - since < PRESS || now.current.at !== "recording") now.current.acts.lock();
      else now.current.acts.send();
    };
    const lost = () => now.current.acts.lock();
    button.addEventListener("pointermove", move);
    button.addEventListener("pointerup", up);
    button.addEventListener("pointercancel", lost);
    // It may have been let go before this was there.
    if (!button.hasPointerCapture(pointer)) lost();
    return () => {
      button.removeEventListener("pointermove", move);
      button.removeEventListener("pointerup", up);
      button.removeEventListener("pointercancel", lost);
    };
  }, [held, locked]);
  return offset;
}
