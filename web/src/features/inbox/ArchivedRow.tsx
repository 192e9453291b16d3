import { Trans } from "@lingui/react/macro";
import { ArchiveIcon } from "@phosphor-icons/react/dist/csr/Archive";
import { CaretRightIcon } from "@phosphor-icons/react/dist/csr/CaretRight";
import { Link } from "wouter";
import { number } from "@i18n";
import css from "./InboxPane.module.css";

/** The way to what was put aside. */
export function ArchivedRow({ count }: { count: number }) {
  return (
    <Link href="/inbox/archived" className={css.archived}>
      <span className={css.box}>
        <ArchiveIcon size={22} />
      </span>
      <span className={css.label}>
        <Trans>Archived</Trans>
      </span>
      <span className={css.number}>{number(count)}</span>
      <CaretRightIcon size={16} />
    </Link>
  );
}
