import { useLingui } from "@lingui/react/macro";
import { EyeSlashIcon } from "@phosphor-icons/react/dist/csr/EyeSlash";
import { useState } from "react";
import type { Message } from "@data";
import { stickerUrl } from "@data/stickers";
import { useVeil } from "../photos/veiled";
import css from "./Stickers.module.css";
import { PackDialog } from "./PackDialog";

/** The sticker that a message is; it opens its pack. */
export default function StickerNote({ message, focusable }: { message: Message; focusable: boolean }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [veiled, show] = useVeil(message);
  const { sticker } = message;
  if (!sticker) return null;
  if (veiled)
    return (
      <button type="button" className={css.veil} tabIndex={focusable ? 0 : -1} onClick={show}>
        <EyeSlashIcon size={20} />
        {t`Show the sticker`}
      </button>
    );
  const emoji = sticker.emoji ?? "";
  const image = <img className={css.sticker} src={stickerUrl(sticker, message.from ?? message.sender)} width={sticker.width} height={sticker.height} alt={t`Sticker: ${emoji}`} draggable={false} />;
  if (message.seq === undefined) return image;
  return (
    <>
      <button type="button" className={css.open} tabIndex={focusable ? 0 : -1} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {image}
      </button>
      {open && <PackDialog message={message} seq={message.seq} onClose={() => setOpen(false)} />}
    </>
  );
}
