import { useLingui } from "@lingui/react/macro";
import { PauseIcon } from "@phosphor-icons/react/dist/csr/Pause";
import { PlayIcon } from "@phosphor-icons/react/dist/csr/Play";
import { useEffect, useState, type RefObject } from "react";
import type { ChosenPhoto, Photo } from "@data";
import { ownUrl, urlOf } from "@data/photos";
import css from "./Moving.module.css";

/** Where the picture is that moves, on this device or at the server. */
export function movingOf(photo: Photo | ChosenPhoto, sender: string): string | undefined {
  if (photo.moving === undefined) return undefined;
  return "blob" in photo ? urlOf(photo.blob) : (ownUrl(`${photo.id}/moving`) ?? `/v1/photos/${sender}/${photo.id}/moving`);
}

/** Whether a picture moves now: while `ref` is seen, unless one has stopped it; where one wants little motion or data, only once one asks for it. */
export function useMoving(ref: RefObject<HTMLElement | null>): [moves: boolean, toggle: () => void] {
  const [wanted, setWanted] = useState(() => !matchMedia("(prefers-reduced-motion: reduce)").matches && !savesData());
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting === true), { threshold: 0.2 });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return [wanted && seen, () => setWanted(!wanted)];
}

function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

/** What moves, over its first picture, which is what shows while it does not, or cannot. */
export function Motion({ source }: { source: string }) {
  const [there, setThere] = useState(false);
  return <img className={there ? `${css.motion} ${css.there}` : css.motion} src={source} alt="" draggable={false} onLoad={() => setThere(true)} onError={() => setThere(false)} />;
}

export function MotionToggle({ moves, focusable = true, onToggle }: { moves: boolean; focusable?: boolean; onToggle: () => void }) {
  const { t } = useLingui();
  const Icon = moves ? PauseIcon : PlayIcon;
  return (
    <button type="button" tabIndex={focusable ? 0 : -1} className={css.toggle} aria-label={moves ? t`Pause GIF` : t`Play GIF`} onClick={onToggle}>
      <span>
        GIF <Icon weight="fill" size={14} />
      </span>
    </button>
  );
}
