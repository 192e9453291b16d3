import { Trans } from "@lingui/react/macro";
import camille from "./camille.svg";
import yanis from "./yanis.svg";
import css from "./Seat.module.css";

/** The seat for two, seen from above: the curve of the mark with two people on it. It is a picture, so nothing reads it out. */
export function Seat() {
  return (
    <div className={css.seat} aria-hidden="true">
      <svg viewBox="0 0 350 330">
        <path d="M33 169v9a71 71 0 0 0 142 0v-26a71 71 0 0 1 142 0v9" />
      </svg>
      <img className={css.left} src={camille} alt="" />
      <img className={css.right} src={yanis} alt="" />
      <span className={css.asks}>
        <Trans comment="Welcome picture: what the first person says">What’s your Saturday?</Trans>
      </span>
      <span className={css.answers}>
        <Trans comment="Welcome picture: what the second person answers">Nothing yet. Tell me!</Trans>
      </span>
    </div>
  );
}
