import { useLingui } from "@lingui/react/macro";
import { NumberCircleOneIcon } from "@phosphor-icons/react/dist/csr/NumberCircleOne";
import css from "./Once.module.css";

/** Whether what is sent can be viewed once; without its word where there is little room. */
export function OnceToggle({ on, bare, onChange }: { on: boolean; bare?: boolean; onChange: (on: boolean) => void }) {
  const { t } = useLingui();
  return (
    <button type="button" className={bare ? `${css.toggle} ${css.bare}` : css.toggle} aria-pressed={on} aria-label={t`View once`} title={t`View once`} onClick={() => onChange(!on)}>
      <NumberCircleOneIcon size={24} weight={on ? "fill" : "regular"} />
      {!bare && <span>{t`View once`}</span>}
    </button>
  );
}
