import { useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { birthFault, faultyPart, type BirthFault } from "../forms/birthDate";
import { BirthDateField } from "../forms/BirthDateField";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";
import { useForm } from "../forms/useForm";
import type { StepProps } from "./SignUp";

/** The second step: the birth date, which decides more than it shows. */
export function BirthStep({ draft, change, onNext, onBack }: StepProps) {
  const { t } = useLingui();
  const [fault, setFault] = useState<BirthFault>();
  const words: Record<BirthFault, string> = {
    empty: t`Give the day, the month and the year.`,
    day: t`The day is a number from 1 to 31.`,
    month: t`Choose the month.`,
    year: t`Give the year with four digits, such as 1998.`,
    impossible: t`This month has no such day. Check the date.`,
    future: t`This date is still to come. Check the year.`,
  };

  const { form, onSubmit } = useForm<"birth">({
    check() {
      const found = birthFault(draft.birth, new Date());
      setFault(found);
      return { birth: found };
    },
    send: async () => onNext(),
    explain: () => ({}),
  });

  return (
    <FormPage title={t`When were you born?`} step={[2, 3]} onBack={onBack}>
      <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
        <BirthDateField
          value={draft.birth}
          onChange={(birth) => {
            change({ birth });
            setFault(undefined);
          }}
          error={fault && words[fault]}
          faulty={fault && faultyPart(draft.birth, fault)}
        />
        <Button kind="primary" wide type="submit">
          <Trans>Continue</Trans>
        </Button>
      </form>
    </FormPage>
  );
}
