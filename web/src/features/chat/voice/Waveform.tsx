import css from "./Voice.module.css";

const STEP = 4;
const HEIGHT = 32;
const LEAST = 2;

/** How loud a recording is from its beginning to its end. What was played of it, from 0 to 1, is drawn stronger. */
export function Waveform({ bars, share = 1, count = bars.length }: { bars: readonly number[]; share?: number; count?: number }) {
  const width = Math.max(1, count) * STEP;
  const path = bars.map((bar, i) => line(STEP * (i + 0.5) + width - Math.max(count, bars.length) * STEP, Math.max(LEAST, (bar / 100) * HEIGHT))).join("");
  return (
    <svg className={css.wave} viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} className={css.rest} />
      <path d={path} className={css.played} style={{ clipPath: `inset(0 ${100 - share * 100}% 0 0)` }} />
    </svg>
  );
}

function line(x: number, height: number): string {
  return `M${x} ${(HEIGHT - height) / 2}v${height}`;
}
