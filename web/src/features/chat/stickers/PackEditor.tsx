import { Trans, useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useMemo, useRef, useState } from "react";
import { makePack, putSticker, removeSticker, renamePack, type StickerPack } from "@data/stickers";
import { urlOf } from "@data/photos";
import { problemText, useStore } from "@store";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Dialog } from "@ui/Dialog";
import { IconButton } from "@ui/IconButton";
import { VisuallyHidden } from "@ui/Hidden";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import EmojiPicker from "../emoji/EmojiPicker";
import css from "./Stickers.module.css";

/** As the server takes them, at most. */
const NAME = 40;
const STICKERS = 50;

type Props = { pack?: StickerPack; onChange: (pack: StickerPack) => void; onClose: () => void };

/** A pack of one's own: its name, and its stickers, each of a picture and an emoji. */
export function PackEditor({ pack, onChange, onClose }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const [id] = useState(() => pack?.id ?? crypto.randomUUID());
  const [name, setName] = useState(pack?.name ?? "");
  const [busy, setBusy] = useState(false);
  const [file, setFile] = useState<File>();
  const [coming, setComing] = useState<{ url: string; emoji: string }>();
  const input = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => file && urlOf(file), [file]);
  const run = async (what: () => Promise<StickerPack>) => {
    setBusy(true);
    try {
      onChange(await what());
      return true;
    } catch (problem) {
      toast(problemText(problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const save = () => run(() => (pack ? renamePack(api, id, name) : makePack(api, id, name)));
  const put = (emoji: string) => {
    setFile(undefined);
    if (!file || !pack || !shown) return;
    setComing({ url: shown, emoji });
    void run(async () => ({ ...pack, stickers: [...pack.stickers, await putSticker(api, location.origin, id, file, emoji)] })).finally(() => setComing(undefined));
  };
  const remove = async (sticker: string) => {
    if (!pack) return;
    const asked = { title: t`Take this sticker out?`, body: t`Nobody can send it any more. What was sent stays in its messages.`, action: t`Take out` };
    if (!(await confirm(asked))) return;
    void run(async () => {
      await removeSticker(api, id, sticker);
      return { ...pack, stickers: pack.stickers.filter((one) => one.id !== sticker) };
    });
  };
  if (file)
    return (
      <Dialog open title={t`Which emoji does it stand for?`} onClose={() => setFile(undefined)}>
        <div className={css.fields}>
          <img className={css.preview} src={shown} alt="" />
          <EmojiPicker flat onPick={put} onClose={() => setFile(undefined)} />
        </div>
      </Dialog>
    );
  const full = (pack?.stickers.length ?? 0) >= STICKERS;
  const changed = name.trim() !== (pack?.name ?? "") && name.trim() !== "";
  return (
    <Dialog
      open
      title={pack ? t`Change the pack` : t`Make a pack`}
      onClose={onClose}
      actions={
        pack && !changed ? (
          <Button kind="primary" busy={busy} disabled={full} onClick={() => input.current?.click()}>
            <Trans>Add a picture</Trans>
          </Button>
        ) : (
          <Button kind="primary" busy={busy} disabled={!changed} onClick={() => void save()}>
            {pack ? <Trans>Save the name</Trans> : <Trans>Go on</Trans>}
          </Button>
        )
      }
    >
      <div className={css.fields}>
        <TextField label={t`Name of the pack`} value={name} maxLength={NAME} onChange={setName} />
        {pack && pack.stickers.length === 0 && (
          <p className={css.note}>
            <Trans>Pictures with a transparent ground look best. A pack has 50 stickers at the most.</Trans>
          </p>
        )}
        {full && (
          <p className={css.note}>
            <Trans>This pack is full: it has 50 stickers. Take one out, or make another pack.</Trans>
          </p>
        )}
        <ul className={css.grid} aria-label={t`Stickers`}>
          {pack?.stickers.map(({ id: sticker, url, emoji }) => (
            <li key={sticker}>
              <span className={css.cell}>
                <img src={url} alt={t`Sticker: ${emoji}`} />
                <span aria-hidden="true">{emoji}</span>
              </span>
              <IconButton className={css.remove} label={t`Remove the sticker ${emoji}`} icon={<XIcon size={16} weight="bold" />} disabled={busy} onClick={() => void remove(sticker)} />
            </li>
          ))}
          {coming && (
            <li>
              <span className={css.cell} aria-busy="true">
                <img src={coming.url} alt="" />
                <span aria-hidden="true">{coming.emoji}</span>
              </span>
              <span role="status">
                <VisuallyHidden>{t`Loading`}</VisuallyHidden>
              </span>
            </li>
          )}
        </ul>
        <input
          ref={input}
          type="file"
          accept="image/*,.heic,.heif"
          hidden
          aria-label={t`Add a picture`}
          onChange={(event) => {
            setFile(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
    </Dialog>
  );
}
