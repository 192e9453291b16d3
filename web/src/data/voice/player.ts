/** Playing voice notes: one at a time, at a speed that is kept, and the next one that was not played by itself. */
import { Value, computed, family, type Readable } from "../readable";

export const SPEEDS = [1, 1.5, 2] as const;
const KEPT = "voice-speed";

export interface Playing {
  state: "idle" | "loading" | "playing" | "paused" | "failed";
  /** Milliseconds. */
  at: number;
}

/** A voice note as it can be played. */
export interface Track {
  key: string;
  source: string;
  /** Milliseconds. */
  duration: number;
}

const IDLE: Playing = { state: "idle", at: 0 };

const current = new Value<(Playing & { key: string }) | undefined>(undefined);
const of = family((key: string) => computed([current], (now): Playing => (now?.key === key ? now : IDLE)));
const speed = new Value<number>(kept());
let audio: HTMLAudioElement | undefined;
let ended: (key: string) => void = () => undefined;

function kept(): number {
  const value = Number(localStorage.getItem(KEPT));
  return SPEEDS.find((one) => one === value) ?? 1;
}

/** What becomes of one voice note. */
export function playingOf(key: string): Readable<Playing> {
  return of(key);
}

export const speedNow: Readable<number> = speed;

export function nextSpeed(): void {
  const i = SPEEDS.findIndex((one) => one === speed.get());
  speed.set(SPEEDS[(i + 1) % SPEEDS.length] ?? 1);
  localStorage.setItem(KEPT, String(speed.get()));
  if (audio) audio.playbackRate = speed.get();
}

/** Tells of every voice note that has come to its end. */
export function onEnd(run: (key: string) => void): void {
  ended = run;
}

/** Plays from a place on, or from where it was paused; what played before stops. */
export function play(track: Track, from?: number): void {
  const now = current.get();
  const at = from ?? (now?.key === track.key && now.state === "paused" ? now.at : 0);
  const element = (audio ??= make());
  if (now?.key !== track.key || now.state === "failed" || now.state === "idle") element.src = track.source;
  element.currentTime = at / 1000;
  element.playbackRate = speed.get();
  current.set({ key: track.key, state: "loading", at });
  element.play().catch((cause: unknown) => {
    // Something else was played, or it was paused, before it began.
    if (current.get()?.key === track.key && !(cause instanceof DOMException && cause.name === "AbortError")) current.set({ key: track.key, state: "failed", at });
  });
}

export function pause(): void {
  audio?.pause();
}

/** Ends what plays, if it is this one: it is no longer there. */
export function stop(key: string): void {
  if (current.get()?.key !== key) return;
  audio?.pause();
  current.set(undefined);
}

/** Goes to a place of a voice note, and plays on only if it played. */
export function seek(track: Track, at: number): void {
  const now = current.get();
  if (now?.key === track.key && audio && now.state !== "failed") {
    audio.currentTime = at / 1000;
    current.set({ ...now, at });
    return;
  }
  const element = (audio ??= make());
  element.pause();
  element.src = track.source;
  element.currentTime = at / 1000;
  current.set({ key: track.key, state: "paused", at });
}

function make(): HTMLAudioElement {
  const element = new Audio();
  const change = (change: Partial<Playing>) => {
    const now = current.get();
    if (now) current.set({ ...now, ...change });
  };
  let frame = 0;
  const follow = () => {
    change({ at: element.currentTime * 1000 });
    frame = requestAnimationFrame(follow);
  };
  element.addEventListener("playing", () => {
    cancelAnimationFrame(frame);
    change({ state: "playing" });
    follow();
  });
  element.addEventListener("pause", () => {
    cancelAnimationFrame(frame);
    if (!element.ended) change({ state: "paused", at: element.currentTime * 1000 });
  });
  element.addEventListener("ended", () => {
    cancelAnimationFrame(frame);
    const key = current.get()?.key;
    current.set(undefined);
    if (key !== undefined) ended(key);
  });
  return element;
}
