import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { CaretRightIcon } from "@phosphor-icons/react/dist/csr/CaretRight";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import { Link } from "wouter";
import { Badge } from "@ui/Badge";
import css from "./InboxPane.module.css";

/** The way to those who ask to write. */
export function RequestsRow({ count }: { count: number }) {
  const { t } = useLingui();
  return (
    <Link href="/inbox/requests" className={css.archived}>
      <span className={css.box}>
        <HandWavingIcon size={22} />
      </span>
      <span className={css.label}>{t`Message requests`}</span>
      <Badge count={count} label={plural(count, { one: "# request", other: "# requests" })} />
      <CaretRightIcon size={16} />
    </Link>
  );
}
