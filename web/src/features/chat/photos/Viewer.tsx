import { useLingui } from "@lingui/react/macro";
import { CaretLeftIcon } from "@phosphor-icons/react/dist/csr/CaretLeft";
import { CaretRightIcon } from "@phosphor-icons/react/dist/csr/CaretRight";
import { DownloadSimpleIcon } from "@phosphor-icons/react/dist/csr/DownloadSimple";
import { MagnifyingGlassMinusIcon } from "@phosphor-icons/react/dist/csr/MagnifyingGlassMinus";
import { MagnifyingGlassPlusIcon } from "@phosphor-icons/react/dist/csr/MagnifyingGlassPlus";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { createPortal } from "react-dom";
import type { ChosenPhoto, Message, Photo } from "@data";
import { isVideo, urlOf } from "@data/photos";
import { pause } from "@data/voice/player";
import { IconButton } from "@ui/IconButton";
import { useModal } from "@ui/useModal";
import css from "./Viewer.module.css";
import { Motion, MotionToggle, movingOf, useMoving } from "./Moving";
import { Picture, sourceOf } from "./Photos";
import { sizeText } from "../attach/size";
import { useZoom } from "./useZoom";

type Props = { message: Message; photos: (Photo | ChosenPhoto)[]; first: number; from: HTMLElement; onClose: () => void };

/** The photos and videos of a message over the whole screen: swiped or stepped through, zoomed or played, saved. */
export default function Viewer({ message, photos, first, from, onClose }: Props) {
  const { t } = useLingui();
  const { ref } = useModal(true, onClose);
  const strip = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(first);
  const [zoomed, setZoomed] = useState(false);
  const many = photos.length;
  const n = at + 1;
  const photo = photos[at];
  const [full, setFull] = useState<ReadonlySet<string>>(new Set());

  const go = (to: number) => {
    const next = Math.min(many - 1, Math.max(0, to));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    strip.current?.children[next]?.scrollIntoView({ behavior: still ? "instant" : "smooth", inline: "center", block: "nearest" });
    setZoomed(false);
  };
  useLayoutEffect(() => {
    strip.current?.children[first]?.scrollIntoView({ behavior: "instant", inline: "center", block: "nearest" });
  }, [first]);
  // Once it is gone, so that there is something else to be in.
  useEffect(() => () => from.focus({ preventScroll: true }), [from]);
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    // Which one is in the middle follows the finger.
    const scrolled = () => setAt(Math.round(Math.abs(element.scrollLeft) / element.clientWidth));
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => element.removeEventListener("scroll", scrolled);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    // A video has keys of its own.
    if (event.target instanceof HTMLVideoElement) return;
    const step = document.documentElement.dir === "rtl" ? -1 : 1;
    if (event.key === "ArrowRight") go(at + step);
    else if (event.key === "ArrowLeft") go(at - step);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(many - 1);
    else if (event.key === "+" || event.key === "=") setZoomed(true);
    else if (event.key === "-") setZoomed(false);
    else return;
    event.preventDefault();
  };

  return createPortal(
    <dialog ref={ref} className={`${css.viewer} always-dark`} aria-label={t`Photos`} onKeyDown={onKeyDown}>
      <header className={css.head}>
        <IconButton data-autofocus="" label={t`Close`} icon={<XIcon />} onClick={onClose} />
        <p className={css.count} role="status">
          {many > 1 && t`${n} of ${many}`}
        </p>
        {photo && !isVideo(photo) && (
          <IconButton
            label={zoomed ? t`Zoom out` : t`Zoom in`}
            icon={zoomed ? <MagnifyingGlassMinusIcon /> : <MagnifyingGlassPlusIcon />}
            onClick={() => setZoomed(!zoomed)}
          />
        )}
        {photo?.original !== undefined && !("blob" in photo) && !full.has(photo.id) && (
          <button type="button" className={css.original} onClick={() => setFull(new Set(full).add(photo.id))}>
            {t`Original (${sizeText(photo.original)})`}
          </button>
        )}
        {photo && <Save photo={photo} full={full.has(photo.id)} sender={message.from ?? message.sender} />}
      </header>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys */}
      <div ref={strip} tabIndex={0} role="group" aria-label={t`Photos`} className={zoomed ? `${css.strip} ${css.held}` : css.strip}>
        {photos.map((one, i) =>
          isVideo(one) ? (
            <Film key={one.id} video={one} sender={message.from ?? message.sender} near={Math.abs(i - at) <= 1} here={i === at} />
          ) : (
            <Slide key={one.id} photo={one} sender={message.from ?? message.sender} near={Math.abs(i - at) <= 1} full={full.has(one.id)} zoomed={zoomed && i === at} onZoom={setZoomed} />
          ),
        )}
      </div>
      {many > 1 && (
        <>
          <IconButton className={`${css.step} ${css.back}`} label={t`Previous photo`} icon={<CaretLeftIcon />} disabled={at === 0} onClick={() => go(at - 1)} />
          <IconButton className={`${css.step} ${css.on}`} label={t`Next photo`} icon={<CaretRightIcon />} disabled={at === many - 1} onClick={() => go(at + 1)} />
        </>
      )}
      {(photo?.alt || message.text) && (
        <p className={css.words} dir="auto">
          {photo?.alt || message.text}
        </p>
      )}
    </dialog>,
    document.body,
  );
}

type SlideProps = { photo: Photo | ChosenPhoto; sender: string; near: boolean; full: boolean; zoomed: boolean; onZoom: (zoomed: boolean) => void };

function Slide({ photo, sender, near, full, zoomed, onZoom }: SlideProps) {
  const ref = useZoom(zoomed, onZoom);
  const slide = useRef<HTMLDivElement>(null);
  const [moves, toggle] = useMoving(slide);
  const motion = movingOf(photo, sender);
  const shape = (photo.width ?? 1) / (photo.height ?? 1);
  return (
    <div ref={slide} className={css.slide}>
      <div ref={ref} className={css.frame} style={{ aspectRatio: shape, width: `min(100%, ${shape} * (100dvh - 128px), ${photo.width ?? 2048}px)` }}>
        {near && <Picture photo={photo} sender={sender} size={full ? "original" : "large"} />}
        {motion !== undefined && moves && <Motion source={motion} />}
      </div>
      {motion !== undefined && <MotionToggle moves={moves} onToggle={toggle} />}
    </div>
  );
}

type FilmProps = { video: Photo | ChosenPhoto; sender: string; near: boolean; here: boolean };

/** A video with the browser's own controls. It stops when another one is looked at, and a voice message that plays stops for it. */
function Film({ video, sender, near, here }: FilmProps) {
  const { t } = useLingui();
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!here) ref.current?.pause();
  }, [here]);
  const shape = (video.width || 16) / (video.height || 9);
  return (
    <div className={css.slide}>
      <div className={css.frame} style={{ aspectRatio: shape, width: `min(100%, ${shape} * (100dvh - 128px))` }}>
        {near && (
          <video
            ref={ref}
            controls
            playsInline
            preload={here ? "metadata" : "none"}
            poster={sourceOf(video, sender, "large")}
            src={filmOf(video, sender)}
            aria-label={video.alt || t`Video`}
            onPlay={pause}
          />
        )}
      </div>
    </div>
  );
}

/** Where a video is: on this device until the server has it. */
function filmOf(video: Photo | ChosenPhoto, sender: string): string {
  return "blob" in video ? urlOf(video.blob) : `/v1/videos/${sender}/${video.id}`;
}

function Save({ photo, sender, full }: { photo: Photo | ChosenPhoto; sender: string; full: boolean }) {
  const { t } = useLingui();
  const motion = movingOf(photo, sender);
  return (
    <a className={css.save} href={isVideo(photo) ? filmOf(photo, sender) : (motion ?? sourceOf(photo, sender, full ? "original" : "large"))} download={`${photo.id}.${isVideo(photo) ? "mp4" : motion ? "gif" : "jpg"}`} aria-label={t`Download`} title={t`Download`}>
      <DownloadSimpleIcon />
    </a>
  );
}
