import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import type { Conversation, GroupPatch } from "@data";
import { problemText } from "@store";
import { Dialog } from "@ui/Dialog";
import { Switch } from "@ui/Switch";
import { useGroups } from "../useGroups";
import css from "./details.module.css";

/** Who may do what in a group. Each choice holds at once; everyone reads that it was made. */
export function RulesDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useLingui();
  const groups = useGroups();
  const [waiting, setWaiting] = useState<GroupPatch>();
  const [cause, setCause] = useState<unknown>();
  const { id, rules } = conversation;
  const now = { ...rules, ...waiting };

  const change = async (patch: GroupPatch) => {
    setWaiting(patch);
    setCause(undefined);
    try {
      await groups.update(id, patch);
    } catch (failure) {
      setCause(failure);
    }
    setWaiting(undefined);
  };

  return (
    <Dialog open title={t`Who may do what`} onClose={onClose}>
      <div className={css.rules}>
        <Switch
          label={t`Everyone can write`}
          hint={t`Otherwise admins write, and the others react: a group for announcements.`}
          checked={now.write === "all"}
          disabled={waiting !== undefined}
          onChange={(on) => void change({ write: on ? "all" : "admins" })}
        />
        <Switch
          label={t`Everyone can add people`}
          hint={t`Otherwise only admins can.`}
          checked={now.add === "all"}
          disabled={waiting !== undefined}
          onChange={(on) => void change({ add: on ? "all" : "admins" })}
        />
        <Switch
          label={t`Everyone can change the name and the picture, and pin messages`}
          hint={t`Otherwise only admins can.`}
          checked={now.edit === "all"}
          disabled={waiting !== undefined}
          onChange={(on) => void change({ edit: on ? "all" : "admins" })}
        />
        <Switch
          label={t`Whoever joins can read what was said before`}
          hint={t`Otherwise they read from their joining on. It holds for those who join from now on.`}
          checked={now.history === "all"}
          disabled={waiting !== undefined}
          onChange={(on) => void change({ history: on ? "all" : "joined" })}
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
