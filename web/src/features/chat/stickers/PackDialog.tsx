import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { Problem, type Message } from "@data";
import { addPack, openPack, type StickerPack } from "@data/stickers";
import { report } from "@features/safety";
import { problemText, useKnownProfile, useMyId, useStore } from "@store";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { toast } from "@ui/toast";
import css from "./Stickers.module.css";
import { Cells, Unloaded } from "./Loading";

type Props = { message: Message; seq: number; onClose: () => void };

/** The pack of a message's sticker, which one can add to those that one sends. */
export function PackDialog({ message: { conversationId, sender, mine }, seq, onClose }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const me = useMyId();
  const person = useKnownProfile(sender);
  const [pack, setPack] = useState<StickerPack>();
  const [problem, setProblem] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let here = true;
    openPack(api, conversationId, seq).then(
      (found) => here && setPack(found),
      (cause: unknown) => here && setProblem(cause),
    );
    return () => {
      here = false;
    };
  }, [api, conversationId, seq, turn]);
  const many = pack?.stickers.length ?? 0;
  const add = () => {
    setBusy(true);
    addPack(api, conversationId, seq).then(
      () => {
        toast(t`You can send these stickers now.`);
        onClose();
      },
      (problem: unknown) => {
        setBusy(false);
        toast(problemText(problem));
      },
    );
  };
  return createPortal(
    <Dialog
      open
      title={pack?.name ?? t`Sticker`}
      onClose={onClose}
      actions={
        <>
          {!mine && person && (
            <Button
              onClick={() => {
                onClose();
                report({ kind: "message", person, conversation: conversationId, seqs: [seq] });
              }}
            >
              <Trans>Report</Trans>
            </Button>
          )}
          {pack && pack.maker !== me && !pack.added && (
            <Button kind="primary" busy={busy} onClick={add}>
              <Trans>Add these stickers</Trans>
            </Button>
          )}
        </>
      }
    >
      {problem instanceof Problem && problem.status === 404 ? (
        <p className={css.note}>
          <Trans>This pack is no longer there.</Trans>
        </p>
      ) : problem !== undefined ? (
        <Unloaded
          problem={problem}
          onRetry={() => {
            setProblem(undefined);
            setTurn(turn + 1);
          }}
        />
      ) : pack ? (
        <>
          <p className={css.note} role="status">
            {plural(many, { one: "# sticker", other: "# stickers" })}
          </p>
          <ul className={css.grid}>
            {pack.stickers.map(({ id, url, emoji }) => (
              <li key={id}>
                <span className={css.cell}>
                  <img src={url} alt={t`Sticker: ${emoji}`} loading="lazy" />
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Cells />
      )}
    </Dialog>,
    document.querySelector("main") ?? document.body,
  );
}
