import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import type { Conversation, GroupLink } from "@data";
import { Button } from "@ui/Button";
import { SelectField } from "@ui/SelectField";
import { Switch } from "@ui/Switch";
import { useGroups } from "../useGroups";
import { linkProblem } from "./linkText";
import css from "./links.module.css";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MANY = [1, 10, 50, 100, 1000];

type Props = { conversation: Conversation; onMade: (link: GroupLink) => void; onCancel?: () => void };

/** How long a link works, for how many, and whether admins let people in. */
export function NewLinkForm({ conversation, onMade, onCancel }: Props) {
  const { t } = useLingui();
  const groups = useGroups();
  const [lasts, setLasts] = useState(7 * DAY);
  const [uses, setUses] = useState(0);
  const [approval, setApproval] = useState(false);
  const [busy, setBusy] = useState(false);
  const [cause, setCause] = useState<unknown>();

  const make = async () => {
    setBusy(true);
    setCause(undefined);
    try {
      const expiresAt = lasts > 0 ? new Date(Date.now() + lasts).toISOString() : undefined;
      onMade(await groups.makeLink(conversation.id, { expiresAt, uses: uses || undefined, approval }));
    } catch (failure) {
      setCause(failure);
      setBusy(false);
    }
  };

  return (
    <div className={css.form}>
      <p className={css.hint}>
        <Trans>Whoever has a link sees the group’s name and picture, and can join.</Trans>
      </p>
      <SelectField
        label={t`Works for`}
        value={String(lasts)}
        onChange={(value) => setLasts(Number(value))}
        options={[
          { value: String(HOUR), label: t`An hour` },
          { value: String(DAY), label: t`A day` },
          { value: String(7 * DAY), label: t`A week` },
          { value: String(30 * DAY), label: t`30 days` },
          { value: "0", label: t`Until it is revoked` },
        ]}
      />
      <SelectField
        label={t`How many can use it`}
        value={String(uses)}
        onChange={(value) => setUses(Number(value))}
        options={[{ value: "0", label: t`Any number of people` }, ...MANY.map((n) => ({ value: String(n), label: plural(n, { one: "# person", other: "# people" }) }))]}
      />
      <Switch label={t`Admins let people in`} hint={t`Who comes by the link waits until an admin accepts.`} checked={approval} onChange={setApproval} />
      {cause !== undefined && (
        <p className={css.problem} role="alert">
          {linkProblem(cause)}
        </p>
      )}
      <div className={css.acts}>
        <Button kind="primary" busy={busy} onClick={() => void make()}>
          <Trans>Create link</Trans>
        </Button>
        {onCancel && (
          <Button kind="quiet" onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}
