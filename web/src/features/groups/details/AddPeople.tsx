import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import type { Conversation, Member, Outcome, Profile } from "@data";
import { problemText } from "@store";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { Outcomes } from "../Outcomes";
import { PeoplePicker } from "../PeoplePicker";
import { useGroups } from "../useGroups";
import css from "./details.module.css";

/** As many as one call takes. */
const MOST = 200;

type Props = {
  conversation: Conversation;
  /** Members, as far as they are known: they are not offered again. */
  known: readonly Member[];
  onClose: () => void;
};

/** Adding people to a group, and then what became of each. */
export function AddPeople({ conversation, known, onClose }: Props) {
  const { t } = useLingui();
  const groups = useGroups();
  const [chosen, setChosen] = useState<readonly Profile[]>([]);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>();
  const [busy, setBusy] = useState(false);
  const [cause, setCause] = useState<unknown>();
  const count = chosen.length;

  const add = async () => {
    setBusy(true);
    setCause(undefined);
    try {
      const people = await groups.add(conversation.id, chosen.map((one) => one.id));
      if (people.every(({ outcome }) => outcome === "member")) return onClose();
      setOutcomes(people);
    } catch (failure) {
      setCause(failure);
    }
    setBusy(false);
  };

  if (outcomes) {
    return (
      <Dialog
        open
        title={t`What became of it`}
        onClose={onClose}
        actions={
          <Button kind="primary" onClick={onClose}>
            <Trans>Done</Trans>
          </Button>
        }
      >
        <div role="status">
          <Outcomes outcomes={outcomes} people={chosen} />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      title={t`Add people`}
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" busy={busy} disabled={count === 0} onClick={() => void add()}>
            {count === 0 ? t`Add` : plural(count, { one: "Add # person", other: "Add # people" })}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <div className={css.picker}>
        {cause !== undefined && (
          <p className={css.problem} role="alert">
            {problemText(cause)}
          </p>
        )}
        <PeoplePicker chosen={chosen} onChoose={setChosen} most={MOST} except={new Set(known.map((one) => one.account.id))} />
      </div>
    </Dialog>
  );
}
