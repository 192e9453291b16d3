import { Trans } from "@lingui/react/macro";
import { useSession } from "@store";
import { Button } from "@ui/Button";
import { Foyer } from "./Foyer";
import css from "./Welcome.module.css";

/** The first page: what this is in one sentence, and the two ways in. */
export function Welcome() {
  const { ended } = useSession();
  return (
    <Foyer seat="always">
      <div className={css.words}>
        <h1>
          <Trans>Shall we talk?</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>Messages with your people, on a server you choose.</Trans>
        </p>
        {ended && (
          <p className={css.ended} role="status">
            {ended === "elsewhere" ? (
              <Trans>This device was signed out from elsewhere, and nothing of yours is left on it.</Trans>
            ) : (
              <Trans>You were away for long, so this device was signed out. Sign in to go on where you were.</Trans>
            )}
          </p>
        )}
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
