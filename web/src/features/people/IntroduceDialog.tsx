import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { Checkbox } from "@ui/Checkbox";
import { Dialog } from "@ui/Dialog";
import { TextField } from "@ui/TextField";
import { problemText, useConnection, useStore } from "@store";
import type { Profile } from "@data";
import css from "./Introduce.module.css";
import { nameOf } from "./names";
import { addressOf } from "./share";

/** As long as a message. */
const LONGEST = 4000;

type Props = { person: Profile; to: Profile; onClose: () => void; onDone: () => void };

/** What comes of an introduction, said before it is made, and the word by which the one who is introduced learns of it. */
export function IntroduceDialog({ person, to, onClose, onDone }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const one = nameOf(person);
  const other = nameOf(to);
  const address = addressOf(to);
  const [tells, setTells] = useState(true);
  const [text, setText] = useState(t`I’ve introduced you to ${other}. You’ll find them here: ${address}`);
  const [busy, setBusy] = useState(false);
  const [cause, setCause] = useState<unknown>();
  const word = text.trim();
  const over = [...word].length > LONGEST;
  const offline = useConnection() === "offline";

  async function introduce() {
    setBusy(true);
    setCause(undefined);
    try {
      await store.api.introduce(person.id, to.id);
      if (tells && word !== "") await store.send(await store.openDirect(person.id), word);
      onDone();
    } catch (failure) {
      setCause(failure);
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      title={t`Introduce ${one} to ${other}?`}
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" busy={busy} disabled={offline || (tells && over)} onClick={() => void introduce()}>
            <Trans>Introduce</Trans>
          </Button>
          <Button kind="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <div className={css.body}>
        <ul className={css.means}>
          <li>
            <Trans>{one} can ask to write to {other}, where {other}’s settings leave it open.</Trans>
          </li>
          <li>
            <Trans>The request carries your name and stands above the others. {other} decides.</Trans>
          </li>
        </ul>
        <Checkbox label={t`Tell ${one}`} checked={tells} onChange={setTells} />
        {tells && (
          <TextField multiline label={t`Message to ${one}`} hideLabel value={text} onChange={setText} error={over ? t`At most 4,000 characters.` : undefined} />
        )}
        {offline && (
          <Banner tone="offline" title={t`You’re offline`}>
            <Trans>An introduction isn’t kept for later. It can be made once the network is back.</Trans>
          </Banner>
        )}
        {cause !== undefined && !offline && (
          <p className={css.problem} role="alert">
            {problemText(cause)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
