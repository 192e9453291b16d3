import { useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { Switch } from "@ui/Switch";
import css from "./Console.module.css";
import { useSingleKeys } from "./useKeys";

/** The keys of the console, and the way to turn them off. */
export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const [on, setOn] = useSingleKeys();
  const keys: [string[], string][] = [
    [["J", "K"], t`Next and previous case of the queue`],
    [["Enter"], t`Open the case`],
    [["Esc"], t`Back to the queue`],
    [["C"], t`Claim the case, or keep it for another half hour`],
    [["R"], t`Release it`],
    [["D"], t`Decide, or answer the appeal`],
    [["1", "2", "3", "4"], t`No action, warn, limit, suspend: asks before it does it`],
    [["X"], t`Look around the reported messages: asks for a reason`],
    [["N"], t`Write a note`],
    [["?"], t`These keys`],
  ];
  return (
    <Dialog open={open} onClose={onClose} title={t`Keyboard shortcuts`} actions={<Button kind="primary" onClick={onClose}>{t({ message: "Close", context: "the shortcuts" })}</Button>}>
      <dl className={css.shortcuts}>
        {keys.map(([names, text]) => (
          <div key={text}>
            <dt>{names.map((name) => <kbd key={name} className={css.key}>{name}</kbd>)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Switch label={t`Single keys`} hint={t`Off where a voice or a stray key would set them off.`} checked={on} onChange={setOn} />
    </Dialog>
  );
}
