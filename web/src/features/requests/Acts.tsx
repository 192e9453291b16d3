import { Trans } from "@lingui/react/macro";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { Button } from "@ui/Button";
import css from "./Request.module.css";
import type { Action } from "./useAnswer";

/** How one turns down what one has opened. */
export function Acts({ onAct }: { onAct: (action: Action) => void }) {
  return (
    <div className={css.acts}>
      <Button kind="room" icon={<TrashIcon />} onClick={() => onAct("delete")}>
        <Trans>Delete</Trans>
      </Button>
      <Button kind="danger" icon={<FlagIcon />} onClick={() => onAct("report")}>
        <Trans>Report</Trans>
      </Button>
      <Button kind="danger" icon={<ProhibitIcon />} onClick={() => onAct("block")}>
        <Trans>Block</Trans>
      </Button>
    </div>
  );
}
