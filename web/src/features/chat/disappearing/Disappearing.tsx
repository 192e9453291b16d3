import { Trans, useLingui } from "@lingui/react/macro";
import { TimerIcon } from "@phosphor-icons/react/dist/csr/Timer";
import { useState } from "react";
import type { Conversation } from "@data";
import { setDisappearing } from "@data/disappearing";
import { problemText, useStore } from "@store";
import { Dialog } from "@ui/Dialog";
import { RadioGroup } from "@ui/RadioGroup";
import { Row } from "@ui/Row";
import { mayPin } from "../pins/pinning";
import css from "./Disappearing.module.css";
import { useLifetimes, type Lifetime } from "./lifetimes";

/** In the details: when new messages disappear, and the choice for who may make it. */
export function Disappearing({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const names = useLifetimes();
  const [open, setOpen] = useState(false);
  // Whoever may pin messages for everyone.
  const may = mayPin(conversation);
  return (
    <>
      <Row
        compact
        leading={<TimerIcon />}
        title={t`Disappearing messages`}
        detail={names[conversation.disappearing ?? "off"]}
        onPress={may ? () => setOpen(true) : undefined}
      />
      {open && <Choice conversation={conversation} onClose={() => setOpen(false)} />}
    </>
  );
}

function Choice({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useLingui();
  const store = useStore();
  const names = useLifetimes();
  const [waiting, setWaiting] = useState<Lifetime>();
  const [cause, setCause] = useState<unknown>();
  const choose = async (after: Lifetime) => {
    setWaiting(after);
    setCause(undefined);
    try {
      await setDisappearing(store, conversation.id, after);
      onClose();
    } catch (failure) {
      setCause(failure);
      setWaiting(undefined);
    }
  };
  return (
    <Dialog open title={t`Disappearing messages`} onClose={onClose}>
      <div className={css.sheet}>
        <p className={css.hint}>
          <Trans>New messages are erased for everyone after this time, on every device and on the server. It does not keep anyone from saving them before, as with a screenshot.</Trans>
        </p>
        <RadioGroup
          label={t`New messages disappear`}
          hideLabel
          value={waiting ?? conversation.disappearing ?? "off"}
          onChange={(after) => void choose(after)}
          options={(["off", "24h", "7d", "90d"] as const).map((value) => ({ value, label: names[value], disabled: waiting !== undefined }))}
        />
        {cause !== undefined && (
          <p className={css.problem} role="alert">
            {problemText(cause)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
