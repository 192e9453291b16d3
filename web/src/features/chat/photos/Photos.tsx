import { Trans, useLingui } from "@lingui/react/macro";
import { FilmStripIcon } from "@phosphor-icons/react/dist/csr/FilmStrip";
import { ImageIcon } from "@phosphor-icons/react/dist/csr/Image";
import { PlayIcon } from "@phosphor-icons/react/dist/csr/Play";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type MouseEvent, type ReactNode } from "react";
import type { ChosenPhoto, Message, Photo } from "@data";
import { isVideo, ownUrl, shareOf, urlOf } from "@data/photos";
import { clock, useReadable, useStore } from "@store";
import { number } from "@i18n";
import css from "./Photos.module.css";
import { Motion, MotionToggle, movingOf, useMoving } from "./Moving";
import { parts } from "./layout";
import { placeholder } from "./placeholder";
import { Veil } from "./Veil";
import { useVeil } from "./veiled";

const Viewer = lazy(() => import("./Viewer"));

/** The photos and videos of a message, each of which opens over the whole screen; blurred before, where one has chosen so. */
export default function Photos({ message, photos, focusable }: { message: Message; photos: (Photo | ChosenPhoto)[]; focusable: boolean }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<{ first: number; from: HTMLElement }>();
  const many = photos.length;
  const inRow = parts(many);
  const [veiled, show] = useVeil(message);
  const first = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  // Who asked from the keyboard goes on at what they asked for.
  useEffect(() => {
    if (veiled || !asked.current) return;
    asked.current = false;
    first.current?.focus({ preventScroll: true });
  }, [veiled]);

  if (veiled) {
    const ask = () => {
      asked.current = true;
      show();
    };
    return (
      <>
        {photos.map((photo, i) => (
          <span key={photo.id} className={`${css.photo} ${css.veiled} ${css[`of${inRow[i]}`]}`}>
            <Blurred photo={photo} />
          </span>
        ))}
        <Veil sender={message.sender} many={many} film={photos.some(isVideo)} focusable={focusable} onShow={ask} />
      </>
    );
  }
  const nameOf = (photo: Photo, n: number) => {
    if (isVideo(photo)) return many > 1 ? t`Open video ${n} of ${many}` : t`Open video`;
    if (photo.moving !== undefined) return many > 1 ? t`Open GIF ${n} of ${many}` : t`Open GIF`;
    return many > 1 ? t`Open photo ${n} of ${many}` : t`Open photo`;
  };
  return (
    <>
      {photos.map((photo, i) => {
        const n = i + 1;
        const onOpen = (event: MouseEvent<HTMLElement>) => setOpen({ first: i, from: event.currentTarget });
        const motion = movingOf(photo, message.from ?? message.sender);
        if (motion !== undefined)
          return (
            <Gif key={photo.id} className={`${css.photo} ${css[`of${inRow[i]}`]}`} motion={motion} focusable={focusable}>
              <button ref={i === 0 ? first : undefined} type="button" tabIndex={focusable ? 0 : -1} className={css.open} aria-label={nameOf(photo, n)} onClick={onOpen}>
                <Picture photo={photo} sender={message.from ?? message.sender} size="small" />
              </button>
            </Gif>
          );
        return (
          <button
            key={photo.id}
            ref={i === 0 ? first : undefined}
            type="button"
            tabIndex={focusable ? 0 : -1}
            className={`${css.photo} ${css[`of${inRow[i]}`]}`}
            aria-label={nameOf(photo, n)}
            onClick={onOpen}
          >
            <Picture photo={photo} sender={message.from ?? message.sender} size="small" />
            {isVideo(photo) && (
              <>
                {!("blob" in photo) && (
                  <span className={css.play}>
                    <PlayIcon weight="fill" size={24} />
                  </span>
                )}
                <Length of={photo} />
              </>
            )}
          </button>
        );
      })}
      {message.state === "sending" && photos.some((photo) => "blob" in photo) && <Progress message={message} film={photos.some(isVideo)} />}
      {open && (
        <Suspense>
          <Viewer message={message} photos={photos} {...open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </>
  );
}

type GifProps = { className: string; motion: string; focusable: boolean; children: ReactNode };

/** A photo that moves while it is seen. */
function Gif({ className, motion, focusable, children }: GifProps) {
  const ref = useRef<HTMLSpanElement>(null);
  const [moves, toggle] = useMoving(ref);
  return (
    <span ref={ref} className={className}>
      {children}
      {moves && <Motion source={motion} />}
      <MotionToggle moves={moves} focusable={focusable} onToggle={toggle} />
    </span>
  );
}

type Size = "small" | "large" | "original";

/** Where a photo, or what shows in a video's place, is: on this device until the server has it, and while this tab remembers it. */
export function sourceOf(photo: Photo | ChosenPhoto, sender: string, size: Size): string | undefined {
  if ("blob" in photo && (isVideo(photo) || photo.moving !== undefined)) return photo.poster && urlOf(photo.poster);
  if ("blob" in photo && photo.name !== undefined) return undefined;
  return "blob" in photo ? urlOf(photo.blob) : ((size !== "original" && ownUrl(photo.id)) || `/v1/photos/${sender}/${photo.id}/${size}`);
}

/** What one may see of a photo before one asks: its colours. It is not fetched. */
function Blurred({ photo }: { photo: Photo | ChosenPhoto }) {
  const blurred = useMemo(() => placeholder(photo.placeholder), [photo.placeholder]);
  return <span className={css.picture} style={{ backgroundImage: blurred && `url(${blurred})` }} />;
}

/** A photo over its placeholder, which shows until it is there. */
export function Picture({ photo, sender, size }: { photo: Photo | ChosenPhoto; sender: string; size: Size }) {
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const blurred = useMemo(() => placeholder(photo.placeholder), [photo.placeholder]);
  const source = sourceOf(photo, sender, size);
  return (
    <span className={css.picture} style={{ backgroundImage: blurred && `url(${blurred})` }}>
      {source === undefined &&
        ("name" in photo ? (
          <span className={css.unseen}>
            <ImageIcon size={28} />
            <span dir="auto">{photo.name}</span>
          </span>
        ) : (
          <FilmStripIcon className={css.film} size={32} />
        ))}
      {source !== undefined && state !== "failed" && (
        <img
          className={state === "shown" ? css.there : css.coming}
          src={source}
          alt={photo.alt ?? ""}
          loading={size === "small" ? "lazy" : "eager"}
          decoding="async"
          draggable={false}
          onLoad={() => setState("shown")}
          onError={() => setState("failed")}
        />
      )}
      {state === "failed" && (
        <span className={css.failed}>
          <Trans>This photo can’t be shown.</Trans>
        </span>
      )}
    </span>
  );
}

/** How long a video lasts, where that is known. */
export function Length({ of: { duration = 0 } }: { of: Photo }) {
  return duration > 0 && <span className={css.length}>{clock(duration)}</span>;
}

/** How much has left, with the way to give it up. What the server has of a video it prepares for a while. */
function Progress({ message, film }: { message: Message; film: boolean }) {
  const { t } = useLingui();
  const store = useStore();
  const share = useReadable(shareOf(message.key));
  const percent = number(Math.round(share * 100));
  const preparing = film && share === 1;
  return (
    <span className={css.progress}>
      <span role="progressbar" aria-label={preparing ? t`Preparing the video` : film ? t`Sending videos` : t`Sending photos`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={preparing ? undefined : Math.round(share * 100)}>
        <svg viewBox="0 0 44 44" width="44" height="44" aria-hidden="true" className={preparing ? css.turning : undefined}>
          <circle cx="22" cy="22" r="19" pathLength="100" className={css.track} />
          <circle cx="22" cy="22" r="19" pathLength="100" className={css.ring} strokeDasharray={preparing ? "30 100" : `${share * 100} 100`} />
        </svg>
        {!preparing && <span className={css.percent}>{percent} %</span>}
      </span>
      <button type="button" className={css.cancel} aria-label={t`Cancel sending`} title={t`Cancel sending`} onClick={() => void store.discard(message.key)}>
        <XIcon size={20} weight="bold" />
      </button>
    </span>
  );
}
