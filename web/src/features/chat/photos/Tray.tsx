import { useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useMemo, useState } from "react";
import type { Beside, ChosenPhoto, ID } from "@data";
import { inFull, isVideo, prepare } from "@data/photos";
import { beyond, prepareVideo } from "@data/photos/video";
import { clock } from "@store";
import { IconButton } from "@ui/IconButton";
import { Switch } from "@ui/Switch";
import { toast } from "@ui/toast";
import css from "./Tray.module.css";
import { Length, Picture } from "./Photos";
import { OnceToggle } from "../once/OnceToggle";
import { usePhotoSize, useVideos } from "./taken";
import { sizeText } from "../attach/size";

export const MOST = 10;

type Props = {
  conversation: ID;
  files: File[];
  /** What is to be sent; undefined while one of them is still made ready. */
  onReady: (photos: ChosenPhoto[] | undefined) => void;
  onFiles: (files: File[]) => void;
  /** That it is viewed once. */
  onBeside: (beside: Beside | undefined) => void;
};

/** The photos and videos that will go with the message, each of which one can describe or take away. */
export default function Tray({ conversation, files, onReady, onFiles, onBeside }: Props) {
  const { t } = useLingui();
  const [ready, setReady] = useState<ReadonlyMap<File, ChosenPhoto>>(new Map());
  const [described, setDescribed] = useState<File>();
  const [once, setOnce] = useState(false);
  const [full, setFull] = useState(false);
  const taken = useVideos();
  const most = usePhotoSize();
  const next = files.find((file) => !ready.has(file));

  const [only] = files;
  const kind = files.length > 1 ? undefined : only?.type.startsWith("video/") ? "video" : "photo";
  const single = once && kind;
  const chosen = useMemo(
    () =>
      files.map((file) => {
        const photo = ready.get(file);
        return full && !single && photo && most !== undefined ? inFull(photo, file, most * 2 ** 20) : photo;
      }),
    [files, ready, full, single, most],
  );
  useEffect(() => {
    if (files.length <= MOST) return;
    toast(t`A message has at most 10 photos and videos.`);
    onFiles(files.slice(0, MOST));
  }, [files, onFiles, t]);
  useEffect(() => {
    if (!next) return;
    let wanted = true;
    const refuse = (why: string) => {
      if (!wanted) return;
      toast(why);
      onFiles(files.filter((file) => file !== next));
    };
    const film = next.type.startsWith("video/");
    (film ? prepareVideo(next) : prepare(next)).then(
      (photo) => {
        const over = film && taken && beyond(photo, taken);
        if (photo.name !== undefined && most !== undefined && next.size > most * 2 ** 20) refuse(t`A photo may have ${most} MB at most.`);
        else if (over) refuse(over === "size" ? t`A video may have ${taken.mb} MB at most.` : t`A video may last ${clock(taken.seconds * 1000)} at most.`);
        else if (wanted) setReady((before) => new Map(before).set(next, photo));
      },
      () => refuse(t`This picture can’t be read. Choose a JPEG, PNG, WebP, GIF or HEIC.`),
    );
    return () => {
      wanted = false;
    };
  }, [next, files, onFiles, taken, most, t]);
  useEffect(() => {
    onReady(chosen.every((photo) => photo !== undefined) ? chosen : undefined);
  }, [chosen, onReady]);

  useEffect(() => {
    onBeside(single ? { once: { kind: single } } : undefined);
    return () => onBeside(undefined);
  }, [single, onBeside]);
  const of = described && ready.get(described);
  const nameOf = ({ alt, ...photo }: ChosenPhoto, n: number) => {
    if (isVideo(photo)) return alt === "" ? t`Describe video ${n}` : t`Describe video ${n}: ${alt}`;
    return alt === "" ? t`Describe photo ${n}` : t`Describe photo ${n}: ${alt}`;
  };
  const photos = chosen.some((photo) => photo && !isVideo(photo) && photo.moving === undefined);
  const size = sizeText(chosen.reduce((sum, photo) => sum + (photo?.blob.size ?? 0), 0));
  const small = full && chosen.some((photo) => photo && !isVideo(photo) && photo.original === undefined && photo.moving === undefined);
  return (
    <div className={css.tray}>
      <div className={css.row}>
        <ul className={css.photos} aria-label={t`Photos to send`}>
          {files.map((file, i) => {
            const photo = ready.get(file);
            const n = i + 1;
            return (
              <li key={`${file.name}-${file.lastModified}-${i}`}>
                {photo ? (
                  <button
                    type="button"
                    className={described === file ? `${css.tile} ${css.chosen}` : css.tile}
                    aria-label={nameOf(photo, n)}
                    aria-expanded={described === file}
                    onClick={() => setDescribed(described === file ? undefined : file)}
                  >
                    <Picture photo={photo} sender="" size="small" />
                    {isVideo(photo) && <Length of={photo} />}
                    {photo.moving !== undefined && <span className={css.gif}>GIF</span>}
                    <span className={css.alt} aria-hidden="true">
                      {photo.alt === "" ? "ALT" : "ALT ✓"}
                    </span>
                  </button>
                ) : (
                  <span className={css.tile} aria-busy="true">
                  </span>
                )}
                <IconButton
                  className={css.remove}
                  label={photo && isVideo(photo) ? t`Remove video ${n}` : t`Remove photo ${n}`}
                  icon={<XIcon size={16} weight="bold" />}
                  onClick={() => onFiles(files.filter((one) => one !== file))}
                />
              </li>
            );
          })}
        </ul>
        {kind && <OnceToggle conversation={conversation} on={once} onChange={setOnce} />}
      </div>
      {single && <p className={css.hint}>{t`Each person can open it once. A screenshot of it can still be taken. Text goes as a message of its own.`}</p>}
      {chosen.some((photo) => photo?.stilled) && <p className={css.hint}>{t`A GIF this large or long is sent as its first picture. To keep it moving, send it as a file.`}</p>}
      {!single && photos && most !== undefined && (
        <div className={css.quality}>
          <Switch
            label={t`Original quality`}
            hint={small ? t`${size}. What is larger than ${most} MB, or of a rare kind, is still made smaller.` : t`${size} in all`}
            checked={full}
            onChange={setFull}
          />
        </div>
      )}
      {described && of && (
        <label className={css.describe}>
          {t`What does it show? For people who don’t see it.`}
          <input
            type="text"
            value={of.alt ?? ""}
            maxLength={1000}
            dir="auto"
            onChange={(event) => setReady(new Map(ready).set(described, { ...of, alt: event.target.value }))}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== "Escape") return;
              event.preventDefault();
              event.stopPropagation();
              setDescribed(undefined);
            }}
          />
        </label>
      )}
    </div>
  );
}
