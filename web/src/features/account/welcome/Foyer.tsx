import type { ReactNode } from "react";
import { Link } from "wouter";
import { Mark } from "@ui/Mark";
import { LanguageSwitch } from "./LanguageSwitch";
import { Seat } from "./Seat";
import css from "./Foyer.module.css";

type Props = {
  /** The welcome page shows the seat on a phone too; forms keep the room for what is typed. */
  seat?: "always" | "wide";
  children: ReactNode;
};

/** The frame of every page that one sees before being signed in: the seat on the dim side, the page on the lit one. */
export function Foyer({ seat = "wide", children }: Props) {
  return (
    <div className={css.foyer} data-seat={seat}>
      <Link href="/welcome" className={css.word}>
        <Mark size={32} />
        Causerie
      </Link>
      <div className={css.art}>
        <Seat />
      </div>
      <div className={css.stage}>{children}</div>
      <div className={css.foot}>
        <span>{window.location.host}</span>
        <LanguageSwitch />
      </div>
    </div>
  );
}
