import { useLingui } from "@lingui/react/macro";
import { NumberCircleOneIcon } from "@phosphor-icons/react/dist/csr/NumberCircleOne";
import type { ID } from "@data";
import { isSaved } from "@features/saved";
import { useConversation } from "@store";
import css from "./Once.module.css";

type Props = { conversation: ID; on: boolean; bare?: boolean; onChange: (on: boolean) => void };

/** Whether what is sent can be viewed once; without its word where there is little room. Among what one saves there is nobody who would view it. */
export function OnceToggle({ conversation: id, on, bare, onChange }: Props) {
  const { t } = useLingui();
  const conversation = useConversation(id);
  if (conversation && isSaved(conversation)) return null;
  return (
    <button type="button" className={bare ? `${css.toggle} ${css.bare}` : css.toggle} aria-pressed={on} aria-label={t`View once`} title={t`View once`} onClick={() => onChange(!on)}>
      <NumberCircleOneIcon size={24} weight={on ? "fill" : "regular"} />
      {!bare && <span>{t`View once`}</span>}
    </button>
  );
}
