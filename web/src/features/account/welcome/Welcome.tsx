import { Trans } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Foyer } from "./Foyer";
import css from "./Welcome.module.css";

/** The first page: what this is in one sentence, and the two ways in. */
export function Welcome() {
  return (
    <Foyer seat="always">
      <div className={css.words}>
        <h1>
          <Trans>Shall we talk?</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>Messages with your people, on a server you choose.</Trans>
        </p>
        <div className={css.acts}>
          <Button kind="primary" wide href="/signup">
            <Trans>Create an account</Trans>
          </Button>
          <Button kind="secondary" wide href="/signin">
            <Trans>Sign in</Trans>
          </Button>
        </div>
      </div>
    </Foyer>
  );
}
