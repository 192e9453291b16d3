import { useState } from "react";
import { Link } from "wouter";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { TextField } from "@ui/TextField";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";
import { HandleField, useVerdictText } from "../forms/HandleField";
import { lengthOf, nameMax } from "../forms/limits";
import { useForm } from "../forms/useForm";
import { useHandleCheck, type HandleVerdict } from "../forms/useHandleCheck";
import type { StepProps } from "./SignUp";

/** The first step: the handle and the name under which people know one. */
export function HandleStep({ draft, change, onNext, onBack }: StepProps) {
  const { t } = useLingui();
  const checked = useHandleCheck(draft.handle);
  const refused = draft.refused?.handle === draft.handle ? draft.refused.reason : undefined;
  const verdict: HandleVerdict = refused ?? checked;
  const fault = useVerdictText(verdict);
  const [judge, setJudge] = useState(refused !== undefined);

  const { form, errors, onSubmit, clear } = useForm<"handle" | "name">({
    check() {
      setJudge(true);
      return { handle: fault, name: lengthOf(draft.name) > nameMax ? t`A name has at most 50 characters.` : undefined };
    },
    send: async () => onNext(),
    explain: () => ({}),
  });

  return (
    <FormPage title={t`A seat in your name`} step={[1, 3]} onBack={onBack}>
      <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
        <HandleField
          value={draft.handle}
          onChange={(handle) => change({ handle })}
          verdict={verdict}
          judge={judge}
          onBlur={() => setJudge(draft.handle !== "")}
        />
        <TextField
          label={t`Name`}
          name="name"
          value={draft.name}
          onChange={(name) => {
            change({ name });
            clear("name");
          }}
          autoComplete="name"
          error={errors.name}
          hint={t`As your people call you. You can change it at any time.`}
        />
        <Button kind="primary" wide type="submit">
          <Trans>Continue</Trans>
        </Button>
        <p className={css.under}>
          <Trans>Already have a seat?</Trans>
          <Link href="/signin">
            <Trans>Sign in</Trans>
          </Link>
        </p>
      </form>
    </FormPage>
  );
}
