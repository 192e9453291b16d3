import encodeQR from "qr";
import { useMemo } from "react";
import { Mark } from "./Mark";
import css from "./QrCode.module.css";

/** Room for the mark in the middle, in modules from its centre; the code repairs a quarter of itself. */
const HOLE = 3.5;

/** A text, most often an address, as a code that any camera reads. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  return (
    <div className={css.code} role="img" aria-label={label}>
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
        <path d={path} />
      </svg>
      <Mark size={40} className={css.mark} />
    </div>
  );
}

/** The dark modules of a code, each row's runs as one stroke of a path, with a hole in the middle. */
function drawn(text: string): { size: number; path: string } {
  const modules = encodeQR(text, "raw", { ecc: "quartile", border: 1 });
  const size = modules.length;
  const inHole = (x: number, y: number) => Math.abs(x - (size - 1) / 2) < HOLE && Math.abs(y - (size - 1) / 2) < HOLE;
  let path = "";
  modules.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      let end = x;
      while (end < size && row[end] && !inHole(end, y)) end++;
      if (end > x) path += `M${x} ${y}h${end - x}v1H${x}z`;
      x = end;
    }
  });
  return { size, path };
}
