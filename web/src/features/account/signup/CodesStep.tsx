import { useEffect } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";
import { RecoveryCodes } from "../codes/RecoveryCodes";

type Props = { handle: string; codes: readonly string[]; onNext: () => void };

/** The recovery codes of a new account. Nobody can show them again, so leaving by accident is asked about first. */
export function CodesStep({ handle, codes, onNext }: Props) {
  const { t } = useLingui();

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);

  return (
    <FormPage
      title={t`Keep these ten codes`}
      lead={t`If you ever lose your way in, one of them opens the door again. They are shown only now.`}
    >
      <div className={css.form}>
        <RecoveryCodes handle={handle} codes={codes} />
        <Button kind="primary" wide onClick={onNext}>
          <Trans>I have kept them</Trans>
        </Button>
      </div>
    </FormPage>
  );
}
