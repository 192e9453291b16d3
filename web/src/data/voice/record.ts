/** Recording from the microphone: how loud it is now, and what was recorded. */
import type { RecordedVoice } from "../pending";
import { Value, type Readable } from "../readable";

/** The server takes five minutes. */
export const LONGEST = 5 * 60_000;
/** Opus at this rate, in bits a second, is speech as one expects it. */
const RATE = 32_000;
/** How often it is measured how loud it is, in milliseconds. */
const EVERY = 60;
export const BARS = 64;
const LOUDEST = 100;
/** What speech close to a microphone comes to, of the most there is. */
const SPEECH = 0.22;

/** What browsers record and the server takes, the best first. */
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

/** Why there is no recording. */
export type Trouble = "denied" | "none" | "failed";

export class NoRecording extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

export interface Level {
  /** Milliseconds so far. */
  length: number;
  /** How loud it was, 0 to 100, the oldest first. */
  levels: readonly number[];
}

export interface Recording {
  level: Readable<Level>;
  /** Ends it, and answers what was recorded. */
  stop(): Promise<RecordedVoice>;
  /** Ends it without keeping anything. */
  discard(): void;
}

/** Asks for the microphone and records; fails with NoRecording. */
export async function record(): Promise<Recording> {
  const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  if (!type) throw new NoRecording("failed");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
  } catch (cause) {
    throw new NoRecording(troubleOf(cause));
  }
  const end = () => stream.getTracks().forEach((track) => track.stop());
  try {
    return begin(stream, type, end);
  } catch {
    end();
    throw new NoRecording("failed");
  }
}

function troubleOf(cause: unknown): Trouble {
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "failed";
}

function begin(stream: MediaStream, mimeType: string, end: () => void): Recording {
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: RATE });
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const meter = new AudioContext();
  const analyser = meter.createAnalyser();
  analyser.fftSize = 1024;
  meter.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const level = new Value<Level>({ length: 0, levels: [] });
  const began = performance.now();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    level.set({ length: performance.now() - began, levels: [...level.get().levels, loudness(samples)] });
  }, EVERY);
  recorder.start();
  const finish = () => {
    clearInterval(timer);
    void meter.close().catch(() => undefined);
    end();
  };
  return {
    level,
    stop: () =>
      new Promise((resolve, reject) => {
        recorder.addEventListener("stop", () => {
          finish();
          const blob = new Blob(parts, { type: mimeType });
          const { length, levels } = level.get();
          if (blob.size === 0) reject(new NoRecording("failed"));
          else resolve({ id: crypto.randomUUID(), duration: Math.round(length), waveform: waveformOf(levels), blob });
        });
        // The microphone may be gone already, and have ended it.
        if (recorder.state === "inactive") recorder.dispatchEvent(new Event("stop"));
        else recorder.stop();
      }),
    discard: () => {
      if (recorder.state !== "inactive") recorder.stop();
      finish();
    },
  };
}

function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  return Math.round(LOUDEST * Math.min(1, Math.sqrt(power) / SPEECH));
}

/** As many bars as are sent, each the loudest of its part, the loudest of all as high as there is. */
export function waveformOf(levels: readonly number[]): number[] {
  const bars = Math.min(BARS, levels.length);
  const most = Math.max(1, ...levels);
  return Array.from({ length: bars }, (_, i) => {
    const part = levels.slice(Math.floor((i * levels.length) / bars), Math.max(Math.floor(((i + 1) * levels.length) / bars), Math.floor((i * levels.length) / bars) + 1));
    return Math.round((LOUDEST * Math.max(...part)) / most);
  });
}
