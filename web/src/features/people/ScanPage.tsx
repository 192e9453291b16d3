import { useRef, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { ImageIcon } from "@phosphor-icons/react/dist/csr/Image";
import { useLocation } from "wouter";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Screen } from "@ui/Screen";
import css from "./Code.module.css";
import { scanned } from "./scanned";
import { readCode, useCamera } from "./useCamera";

/** Reads the code of someone's profile or of a group, with the camera or from a picture. */
export default function ScanPage() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const [note, setNote] = useState<string>();
  const file = useRef<HTMLInputElement>(null);

  const found = (text: string) => {
    const to = scanned(text, window.location.origin);
    if (to.kind === "profile") return navigate(`/@${to.handle}`, { replace: true });
    if (to.kind === "group") return navigate(`/join/${to.code}`, { replace: true });
    const host = to.kind === "elsewhere" && to.host;
    setNote(host ? t`This code leads to another server, ${host}.` : t`This isn’t the code of a profile or a group.`);
  };
  const { video, state } = useCamera(found);

  const read = async (picture: File) => {
    setNote(undefined);
    const image = await createImageBitmap(picture).catch(() => undefined);
    const text = image && (await readCode(image, image.width, image.height, true));
    image?.close();
    if (text === undefined) setNote(t`No code found in this picture. Choose one that shows the whole code.`);
    else found(text);
  };

  return (
    <Screen className={css.column} title={t`Scan a QR code`} back="/friends">
      <div className={css.page}>
        <div className={css.finder} data-state={state}>
          <video ref={video} muted playsInline aria-label={t`View through the camera`} hidden={state !== "on"} />
          {state === "on" && <span className={css.frame} aria-hidden="true" />}
          {state !== "on" && (
            <EmptyState art={state === "waiting" ? "none" : "broken"} title={{ waiting: t`Waiting for the camera`, refused: t`The camera is off`, none: t`No camera here` }[state]}>
              {
                {
                  waiting: t`Your browser asks whether you allow it.`,
                  refused: t`Allow it in your browser’s settings for this site, or choose a picture of the code.`,
                  none: t`Choose a picture of the code instead.`,
                }[state]
              }
            </EmptyState>
          )}
        </div>
        <p className={css.note} role="status">
          {note ?? (state === "on" ? t`Hold the code in the frame.` : "")}
        </p>
        <div className={css.acts}>
          <Button icon={<ImageIcon />} onClick={() => file.current?.click()}>
            <Trans>Choose a picture</Trans>
          </Button>
          <Button href="/friends/code">
            <Trans>Your QR code</Trans>
          </Button>
        </div>
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          aria-label={t`Picture of a QR code`}
          onChange={(event) => {
            const [picture] = event.currentTarget.files ?? [];
            event.currentTarget.value = "";
            if (picture) void read(picture);
          }}
        />
      </div>
    </Screen>
  );
}
