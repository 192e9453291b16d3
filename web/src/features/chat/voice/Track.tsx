import { useLingui } from "@lingui/react/macro";
import { PauseIcon } from "@phosphor-icons/react/dist/csr/Pause";
import { PlayIcon } from "@phosphor-icons/react/dist/csr/Play";
import type { KeyboardEvent, PointerEvent } from "react";
import { nextSpeed, pause, play, playingOf, seek, speedNow, type Track as Sound } from "@data/voice/player";
import { clock, useReadable } from "@store";
import { number } from "@i18n";
import css from "./Voice.module.css";
import { Waveform } from "./Waveform";

/** Seconds that an arrow key goes on or back. */
const STEP = 2;

type Props = {
  track: Sound;
  waveform: readonly number[];
  focusable: boolean;
  /** What stands beside the time. */
  note?: React.ReactNode;
  onPlay?: () => void;
};

/** A recording with what plays it: the button, the waveform as a slider, the time and the speed. */
export function Track({ track, waveform, focusable, note, onPlay }: Props) {
  const { t } = useLingui();
  const { state, at } = useReadable(playingOf(track.key));
  const speed = useReadable(speedNow);
  const running = state === "playing" || state === "loading";
  const tabIndex = focusable ? 0 : -1;
  const place = Math.min(at, track.duration);
  const heard = clock(place);
  const whole = clock(track.duration);
  const factor = number(speed);
  const toggle = () => {
    if (running) return pause();
    onPlay?.();
    play(track);
  };
  return (
    <div className={css.track}>
      <button type="button" className={css.play} tabIndex={tabIndex} aria-label={running ? t`Pause` : t`Play`} title={running ? t`Pause` : t`Play`} onClick={toggle}>
        {running ? <PauseIcon weight="fill" size={20} /> : <PlayIcon weight="fill" size={20} />}
      </button>
      <div className={css.middle}>
        <div className={css.place}>
          <Waveform bars={waveform} share={state === "idle" ? 0 : place / Math.max(1, track.duration)} />
          <input
            type="range"
            tabIndex={tabIndex}
            min={0}
            max={track.duration / 1000}
            step={0.1}
            value={place / 1000}
            aria-label={t`Position in the recording`}
            aria-valuetext={t`${heard} of ${whole}`}
            onChange={(event) => seek(track, Number(event.target.value) * 1000)}
            onPointerDown={alone}
            onKeyDown={(event) => {
              const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP }[event.key];
              if (by === undefined) return alone(event);
              event.preventDefault();
              event.stopPropagation();
              seek(track, Math.min(track.duration, Math.max(0, place + by * 1000)));
            }}
          />
        </div>
        <div className={css.facts}>
          {state === "failed" ? <span role="alert">{t`It can’t be played here.`}</span> : <span className={css.time}>{state === "idle" ? whole : heard}</span>}
          {note}
          {state !== "idle" && state !== "failed" && (
            <button type="button" className={css.speed} tabIndex={tabIndex} aria-label={t`Speed: ${factor} times`} title={t`Speed`} onClick={nextSpeed}>
              {factor} ×
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** Dragging the slider and its keys are not for the message around it. */
function alone(event: PointerEvent | KeyboardEvent) {
  event.stopPropagation();
}
