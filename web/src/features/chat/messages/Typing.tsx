import { useLingui } from "@lingui/react/macro";
import { Mark } from "@ui/Mark";
import css from "./MessageList.module.css";

/** The other is writing. */
export function Typing({ name }: { name: string }) {
  const { t } = useLingui();
  return (
    <div className={css.typing} role="img" aria-label={t`${name} is typing`}>
      <Mark state="typing" size={30} />
    </div>
  );
}
