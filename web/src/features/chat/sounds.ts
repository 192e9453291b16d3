/** Two wooden notes, a third up when sent, a third down when received in the open conversation. */

const KEY = "causerie.sounds";
/** −18 dB. */
const LEVEL = 0.126;
const LENGTH = 0.06;
const notes = { sent: [523.25, 659.26], received: [659.26, 523.25] } as const;

let context: AudioContext | undefined;

/** Whether sounds play on this device. */
export function soundsOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function chooseSounds(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // Without storage the choice is not kept.
  }
}

/** Hours such as "21:00" to "07:00", in which midnight may lie. */
export interface Hours {
  from: string;
  until: string;
}

/** Whether a moment is within hours of every day, here. */
export function within({ from, until }: Hours, at = new Date()): boolean {
  const now = `${at.getHours()}`.padStart(2, "0") + ":" + `${at.getMinutes()}`.padStart(2, "0");
  return from <= until ? from <= now && now < until : from <= now || now < until;
}

/** Plays, but in quiet hours, when the page is in front and somebody has touched it; browsers refuse before that. */
export function play(kind: keyof typeof notes, quiet?: Hours): void {
  if ((quiet && within(quiet)) || !soundsOn() || document.visibilityState !== "visible" || !navigator.userActivation?.hasBeenActive) return;
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume();
    notes[kind].forEach((pitch, i) => knock(context as AudioContext, pitch, i * (LENGTH + 0.015)));
  } catch {
    // A device without sound stays silent.
  }
}

/** A struck bar of wood: a sine, its fourth harmonic, and a quick end. */
function knock(audio: AudioContext, pitch: number, delay: number): void {
  const start = audio.currentTime + delay;
  for (const [ratio, share] of [[1, 1], [3.93, 0.22]] as const) {
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.type = "sine";
    tone.frequency.value = pitch * ratio;
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(LEVEL * share, start + 0.004);
    level.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH * (ratio === 1 ? 1.6 : 0.7));
    tone.connect(level).connect(audio.destination);
    tone.start(start);
    tone.stop(start + LENGTH * 2);
  }
}
