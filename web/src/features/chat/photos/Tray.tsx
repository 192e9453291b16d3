import { useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useState } from "react";
import type { ChosenPhoto } from "@data";
import { prepare } from "@data/photos";
import { IconButton } from "@ui/IconButton";
import { toast } from "@ui/toast";
import css from "./Tray.module.css";
import { Picture } from "./Photos";

export const MOST = 10;

type Props = {
  files: File[];
  /** What is to be sent; undefined while one of them is still made ready. */
  onReady: (photos: ChosenPhoto[] | undefined) => void;
  onFiles: (files: File[]) => void;
};

/** The photos that will go with the message, each of which one can describe or take away. */
export default function Tray({ files, onReady, onFiles }: Props) {
  const { t } = useLingui();
  const [ready, setReady] = useState<ReadonlyMap<File, ChosenPhoto>>(new Map());
  const [described, setDescribed] = useState<File>();
  const next = files.find((file) => !ready.has(file));

  useEffect(() => {
    if (files.length <= MOST) return;
    toast(t`A message has at most 10 photos.`);
    onFiles(files.slice(0, MOST));
  }, [files, onFiles, t]);
  useEffect(() => {
    if (!next) return;
    let wanted = true;
    prepare(next).then(
      (photo) => wanted && setReady((before) => new Map(before).set(next, photo)),
      () => {
        if (!wanted) return;
        toast(t`This picture can’t be read. Choose a JPEG, PNG, WebP or GIF.`);
        onFiles(files.filter((file) => file !== next));
      },
    );
    return () => {
      wanted = false;
    };
  }, [next, files, onFiles, t]);
  useEffect(() => {
    const photos = files.map((file) => ready.get(file));
    onReady(photos.every((photo) => photo !== undefined) ? photos : undefined);
  }, [files, ready, onReady]);

  const of = described && ready.get(described);
  return (
    <div className={css.tray}>
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
                  aria-label={photo.alt === "" ? t`Describe photo ${n}` : t`Describe photo ${n}: ${photo.alt}`}
                  aria-expanded={described === file}
                  onClick={() => setDescribed(described === file ? undefined : file)}
                >
                  <Picture photo={photo} sender="" size="small" />
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
                label={t`Remove photo ${n}`}
                icon={<XIcon size={16} weight="bold" />}
                onClick={() => onFiles(files.filter((one) => one !== file))}
              />
            </li>
          );
        })}
      </ul>
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
