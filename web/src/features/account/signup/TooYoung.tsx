import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";

type Props = {
  /** How old one must be here; undefined while the server has not said so. */
  minAge: number | undefined;
};

/** For those who are too young yet: what happened, why, and what stays. There is no form to try again with. */
export function TooYoung({ minAge }: Props) {
  const { t } = useLingui();
  return (
    <FormPage title={t`Your seat will wait`}>
      <div className={css.text}>
        <p>
          {minAge === undefined ? <Trans>We can’t open an account at your age yet.</Trans> : <Trans>Causerie is for people of {minAge} and older, so we can’t open an account for you yet.</Trans>}
        </p>
        <p>
          <Trans>It’s nothing you did wrong: below that age the law asks for protections that we don’t offer. What you typed hasn’t been kept.</Trans>
        </p>
        <p>
          {minAge !== undefined && <Trans>Come back when you are {minAge}.</Trans>} <Trans>Until then, a grown-up you trust can help you find a place that is made for you.</Trans>
        </p>
        <Button kind="secondary" wide href="/welcome">
          <Trans>Back to the welcome page</Trans>
        </Button>
      </div>
    </FormPage>
  );
}
