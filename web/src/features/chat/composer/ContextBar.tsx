import { useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { gist } from "@data";
import { saying } from "@store";
import { IconButton } from "@ui/IconButton";
import css from "./Composer.module.css";
import type { ComposerContext } from "./Composer";

/** Says above the field what the text will answer or replace. */
export default function ContextBar({ context, name, spaced, onClose }: { context: ComposerContext; name: string; spaced: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const { kind, message } = context;
  const title = kind === "edit" ? t`Editing your message` : message.mine ? t`Replying to yourself` : t`Replying to ${name}`;
  return (
    <div className={spaced ? `${css.above} ${css.spaced}` : css.above}>
      <span>
        <b>{title}</b>
        <span dir="auto">{saying(gist(message))}</span>
      </span>
      <IconButton label={t`Cancel`} icon={<XIcon size={20} />} onClick={onClose} />
    </div>
  );
}
