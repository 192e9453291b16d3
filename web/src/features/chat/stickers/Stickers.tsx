import { Trans, useLingui } from "@lingui/react/macro";
import { PencilSimpleIcon } from "@phosphor-icons/react/dist/csr/PencilSimple";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Content } from "@data";
import { contentOf, deletePack, knownPacks, knowPacks, listPacks, noteSticker, recentStickers, type PackSticker, type StickerPack } from "@data/stickers";
import { problemText, useStore } from "@store";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Dialog } from "@ui/Dialog";
import { IconButton } from "@ui/IconButton";
import { toast } from "@ui/toast";
import css from "./Stickers.module.css";
import { PackEditor } from "./PackEditor";
import { Cells, Unloaded } from "./Loading";

type Props = { onSend: (content: Content) => void; onClose: () => void };

/** The stickers that one can send: those sent last, then by pack, of which the one used last is first; and where one makes packs. */
export default function Stickers({ onSend, onClose }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const { packs, setPacks, problem, again } = usePacks();
  const [edited, setEdited] = useState<StickerPack | "new">();
  const [recent] = useState(recentStickers);
  const change = (pack: StickerPack) => setPacks((before) => (before.some(({ id }) => id === pack.id) ? before.map((one) => (one.id === pack.id ? pack : one)) : [pack, ...before]));
  const send = (pack: StickerPack, sticker: PackSticker) => {
    noteSticker(pack.id, sticker.id);
    onSend(contentOf(pack, sticker));
  };
  const remove = async (pack: StickerPack) => {
    const asked = pack.added
      ? { title: t`Take this pack out?`, body: t`What you sent of it stays.`, action: t`Take out` }
      : { title: t`Delete this pack?`, body: t`Nobody can send these stickers any more. What was sent stays in its messages.`, action: t`Delete` };
    if (!(await confirm(asked))) return;
    try {
      await deletePack(api, pack);
      setPacks((before) => before.filter(({ id }) => id !== pack.id));
    } catch (problem) {
      toast(problemText(problem));
    }
  };

  const main = document.querySelector("main") ?? document.body;
  if (edited)
    return createPortal(
      <PackEditor
        pack={edited === "new" ? undefined : edited}
        onChange={(pack) => {
          change(pack);
          setEdited((open) => open && pack); // not where it was closed meanwhile
        }}
        onClose={() => setEdited(undefined)}
      />,
      main,
    );
  const all = packs?.flatMap((pack) => pack.stickers.map((sticker) => ({ pack, sticker }))) ?? [];
  const last = recent.flatMap((id) => all.find(({ sticker }) => sticker.id === id) ?? []);
  const grid = (items: typeof all) => (
    <ul className={css.grid}>
      {items.map(({ pack, sticker }) => {
        const { emoji } = sticker;
        return (
          <li key={sticker.id}>
            <button type="button" className={css.cell} aria-label={t`Send the sticker ${emoji}`} onClick={() => send(pack, sticker)}>
              <img src={sticker.url} alt="" loading="lazy" draggable={false} />
            </button>
          </li>
        );
      })}
    </ul>
  );
  return createPortal(
    <Dialog
      open
      title={t`Stickers`}
      onClose={onClose}
      actions={
        packs && (
          <Button kind={all.length === 0 ? "primary" : undefined} onClick={() => setEdited("new")}>
            <Trans>Make a pack</Trans>
          </Button>
        )
      }
    >
      <div className={css.packs}>
        {!packs && (problem === undefined ? <Cells /> : <Unloaded problem={problem} onRetry={again} />)}
        {packs?.length === 0 && (
          <p className={css.note}>
            <Trans>Make a pack of your own pictures, or tap a sticker that somebody sends you to add its pack.</Trans>
          </p>
        )}
        {last.length > 0 && (
          <section>
            <div className={css.head}>
              <h3>
                <Trans>Recent</Trans>
              </h3>
            </div>
            {grid(last)}
          </section>
        )}
        {packs?.map((pack) => {
          const { name } = pack;
          return (
            <section key={pack.id}>
              <div className={css.head}>
                <h3 dir="auto">{name}</h3>
                {!pack.added && <IconButton label={t`Change the pack ${name}`} icon={<PencilSimpleIcon size={20} />} onClick={() => setEdited(pack)} />}
                <IconButton label={pack.added ? t`Take out the pack ${name}` : t`Delete the pack ${name}`} icon={<TrashIcon size={20} />} onClick={() => void remove(pack)} />
              </div>
              {pack.stickers.length > 0 ? (
                grid(pack.stickers.map((sticker) => ({ pack, sticker })))
              ) : (
                <p className={css.note}>
                  <Trans>There is nothing in this pack.</Trans>
                </p>
              )}
            </section>
          );
        })}
      </div>
    </Dialog>,
    main,
  );
}

/** What one can send of: as it was last seen, until the server has answered. */
function usePacks() {
  const { api } = useStore();
  const [packs, keep] = useState(() => knownPacks(api));
  const [problem, setProblem] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const changes = useRef(0);
  const setPacks = (change: (before: StickerPack[]) => StickerPack[]) => {
    changes.current++;
    const after = change(knownPacks(api) ?? []);
    knowPacks(api, after);
    keep(after);
  };
  useEffect(() => {
    let here = true;
    const from = changes.current;
    listPacks(api).then((found) => {
      if (changes.current !== from) return setTurn((before) => before + 1); // it may not know of the change
      knowPacks(api, found);
      if (here) keep(found);
    }, (cause: unknown) => here && setProblem(cause));
    return () => {
      here = false;
    };
  }, [api, turn]);
  const again = () => {
    setProblem(undefined);
    setTurn(turn + 1);
  };
  return { packs, setPacks, problem, again };
}
