import { useLayoutEffect, useRef } from "react";
import { useLingui } from "@lingui/react/macro";
import { MinusIcon } from "@phosphor-icons/react/dist/csr/Minus";
import { PlusIcon } from "@phosphor-icons/react/dist/csr/Plus";
import css from "./Cropper.module.css";
import { clampView, drag, maxZoom, placement, type View } from "./crop";
import type { Opened } from "./picture";
import { useCropGestures } from "./useCropGestures";

type Props = { opened: Opened; view: View; onView: (view: View) => void; busy: boolean };

/** How far an arrow key moves, in hundredths of the window. */
const keyStep = 4;
const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [keyStep, 0],
  ArrowRight: [-keyStep, 0],
  ArrowUp: [0, keyStep],
  ArrowDown: [0, -keyStep],
};

/** A picture under a round window: moved by finger, mouse or arrow keys, zoomed by pinch, wheel or slider. */
export function Cropper({ opened, view, onView, busy }: Props) {
  const { t } = useLingui();
  const { picture } = opened;
  const stage = useRef<HTMLButtonElement>(null);
  const image = useRef<HTMLImageElement>(null);
  useCropGestures(stage, picture, view, onView);

  useLayoutEffect(() => {
    if (!image.current) return;
    const { width, height, left, top } = placement(picture, view, 100);
    Object.assign(image.current.style, { width: `${width}%`, height: `${height}%`, left: `${left}%`, top: `${top}%` });
  }, [picture, view]);

  return (
    <div className={css.cropper} inert={busy}>
      <button
        ref={stage}
        type="button"
        className={css.stage}
        aria-label={t`Picture. The arrow keys move it.`}
        onKeyDown={(event) => {
          const by = arrows[event.key];
          if (!by) return;
          event.preventDefault();
          onView(drag(picture, view, by[0], by[1], 100));
        }}
      >
        <img ref={image} src={opened.url} alt="" draggable={false} />
      </button>
      <label className={css.zoom}>
        <MinusIcon size={20} />
        <input
          type="range"
          aria-label={t`Zoom`}
          min={0}
          max={100}
          value={Math.round((Math.log(view.zoom) / Math.log(maxZoom)) * 100)}
          onChange={(event) => onView(clampView(picture, { ...view, zoom: maxZoom ** (Number(event.target.value) / 100) }))}
        />
        <PlusIcon size={20} />
      </label>
    </div>
  );
}
