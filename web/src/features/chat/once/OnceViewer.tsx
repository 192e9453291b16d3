import { Trans, useLingui } from "@lingui/react/macro";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Message, Viewing } from "@data";
import { pause } from "@data/voice/player";
import { report } from "@features/safety";
import { useKnownProfile } from "@store";
import { IconButton } from "@ui/IconButton";
import { useModal } from "@ui/useModal";
import { MotionToggle, useMoving } from "../photos/Moving";
import css from "./Once.module.css";

/** What one has opened, over the whole screen, until one closes it or its minutes are over. */
export default function OnceViewer({ viewing, message, onClose }: { viewing: Viewing; message: Message; onClose: () => void }) {
  const { t } = useLingui();
  const { ref } = useModal(true, onClose);
  const person = useKnownProfile(message.sender);
  const [broken, setBroken] = useState(false);
  const { conversationId, seq } = message;
  useEffect(() => {
    pause();
    const timer = setTimeout(onClose, Math.max(0, Date.parse(viewing.until) - Date.now()));
    return () => clearTimeout(timer);
  }, [viewing, onClose]);
  const failed = () => setBroken(true);
  return createPortal(
    <dialog ref={ref} className={`${css.viewer} always-dark`} aria-label={t`View once`} onContextMenu={(event) => event.preventDefault()}>
      <header className={css.head}>
        <IconButton data-autofocus="" label={t`Close`} icon={<XIcon />} onClick={onClose} />
        <p>
          <Trans>Once closed, this is gone.</Trans>
        </p>
        {person && seq !== undefined && (
          <IconButton label={t`Report`} icon={<FlagIcon />} onClick={() => report({ kind: "message", person, conversation: conversationId, seqs: [seq] })} />
        )}
      </header>
      <div className={css.stage}>
        {broken ? (
          <p role="alert">
            <Trans>This can’t be shown.</Trans>
          </p>
        ) : viewing.kind === "photo" ? (
          <Still viewing={viewing} onError={failed} />
        ) : viewing.kind === "video" ? (
          <video src={viewing.url} poster={viewing.poster} controls controlsList="nodownload" disablePictureInPicture playsInline autoPlay aria-label={t`Video`} onError={failed} />
        ) : (
          <audio src={viewing.url} controls controlsList="nodownload" autoPlay aria-label={t`Voice message`} onError={failed} />
        )}
      </div>
    </dialog>,
    document.body,
  );
}

/** A photo, which moves if it does; where one wants little motion, once one asks for it. */
function Still({ viewing: { url, poster }, onError }: { viewing: Viewing; onError: () => void }) {
  const { t } = useLingui();
  const ref = useRef<HTMLDivElement>(null);
  const [moves, toggle] = useMoving(ref);
  const shown = <img src={poster && !moves ? poster : url} alt={t`What was sent to be viewed once`} draggable={false} onError={onError} />;
  if (!poster) return shown;
  return (
    <div ref={ref} className={css.moving}>
      {shown}
      <MotionToggle moves={moves} onToggle={toggle} />
    </div>
  );
}
