import { useLingui } from "@lingui/react/macro";
import { MicrophoneIcon } from "@phosphor-icons/react/dist/csr/Microphone";
import type { Held } from "../voice/held";
import css from "./Composer.module.css";

type Props = {
  recording: boolean;
  /** What records is about to be wanted. */
  onNear: () => void;
  /** Begins, by a finger that holds the button, or without one. */
  onBegin: (held: Held | undefined) => void;
};

/** The microphone beside an empty field: held while one speaks, or pressed to go on without the finger. */
export default function VoiceButton({ recording, onNear, onBegin }: Props) {
  const { t } = useLingui();
  return (
    <button
      type="button"
      className={recording ? `${css.mic} ${css.held}` : css.mic}
      aria-label={t`Record a voice message`}
      title={t`Record a voice message`}
      onPointerEnter={onNear}
      onPointerDown={(event) => {
        if (event.button !== 0 || recording) return;
        const { currentTarget: button, pointerId: pointer, clientX: x, clientY: y } = event;
        button.setPointerCapture(pointer);
        onBegin({ button, pointer, x, y, since: performance.now() });
      }}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        // By a key, or by what speaks the screen: a finger has begun it already.
        if (event.detail === 0 && !recording) onBegin(undefined);
      }}
    >
      <MicrophoneIcon weight={recording ? "fill" : "regular"} />
    </button>
  );
}
