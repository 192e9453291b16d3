import { useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import type { Message } from "@data";
import { shareOf } from "@data/photos";
import { number } from "@i18n";
import { useReadable, useStore } from "@store";
import css from "./Sending.module.css";

/** How much of what a message carries has left, with the way to give it up. `label` says what it is. */
export function Sending({ message, label }: { message: Message; label: string }) {
  const { t } = useLingui();
  const store = useStore();
  const percent = Math.round(useReadable(shareOf(message.key)) * 100);
  const shown = number(percent);
  return (
    <span className={css.sending}>
      <span role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        {shown} %
      </span>
      <button type="button" aria-label={t`Cancel sending`} title={t`Cancel sending`} onClick={() => void store.discard(message.key)}>
        <XIcon size={16} weight="bold" />
      </button>
    </span>
  );
}
