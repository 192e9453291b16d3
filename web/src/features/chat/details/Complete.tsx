import { Trans, useLingui } from "@lingui/react/macro";
import { CheckCircleIcon } from "@phosphor-icons/react/dist/csr/CheckCircle";
import { CircleDashedIcon } from "@phosphor-icons/react/dist/csr/CircleDashed";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import { useEffect } from "react";
import type { Checked } from "@data/checked";
import { useReadable, useStore } from "@store";
import { Row } from "@ui/Row";

/** Whether all of a conversation is on this device, as everyone has it. It is looked at whenever the details are. */
export function Complete({ id }: { id: string }) {
  const checked = useReadable(useStore().checked);
  // What checks is loaded a moment after the app stands.
  return checked ? <State key={id} id={id} checked={checked} /> : null;
}

function State({ id, checked }: { id: string; checked: Checked }) {
  const { t, i18n } = useLingui();
  const { state, since } = useReadable(checked.state(id));
  useEffect(() => void checked.look(id), [id, checked]);
  const date = since && i18n.date(since, { dateStyle: "long" });
  switch (state) {
    case "checking":
      return <Row compact leading={<CircleDashedIcon />} title={t`Checking…`} />;
    case "complete":
      return (
        <Row
          compact
          leading={<CheckCircleIcon />}
          title={t`Complete`}
          detail={date ? <Trans>Nothing is missing since {date}: this device has the same messages as the server, in the same order.</Trans> : <Trans>This device has the same messages as the server.</Trans>}
        />
      );
    case "repaired":
      return (
        <Row
          compact
          leading={<CheckCircleIcon />}
          title={t`Repaired`}
          detail={<Trans>Something was missing or different on this device. It was fetched again, and now nothing is missing.</Trans>}
        />
      );
    case "differs":
      return (
        <Row
          compact
          leading={<WarningCircleIcon />}
          title={t`Does not match`}
          detail={<Trans>Messages on the server were changed or lost in a way that should not happen. Tell who runs it.</Trans>}
        />
      );
    case "unknown":
      return (
        <Row
          compact
          leading={<CircleDashedIcon />}
          title={t`Check that nothing is missing`}
          detail={<Trans>The server could not be asked.</Trans>}
          onPress={() => void checked.look(id)}
        />
      );
  }
}
