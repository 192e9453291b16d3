import { useId } from "react";
import { useLingui } from "@lingui/react/macro";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import { months } from "@i18n";
import type { BirthDate } from "./birthDate";
import css from "./fields.module.css";

type Props = {
  value: BirthDate;
  onChange: (value: BirthDate) => void;
  error?: string;
  /** The part that the error is about. */
  faulty?: keyof BirthDate;
};

/** Day, month and year, so that nobody scrolls a calendar back to the year of their birth. */
export function BirthDateField({ value, onChange, error, faulty }: Props) {
  const { t } = useLingui();
  const help = useId();
  const part = (name: keyof BirthDate) => ({
    name: `bday-${name}`,
    autoComplete: `bday-${name}`,
    value: value[name],
    required: true,
    "aria-describedby": help,
    "aria-invalid": error !== undefined && faulty === name,
    onChange: (event: { target: { value: string } }) => onChange({ ...value, [name]: event.target.value }),
  });
  return (
    <fieldset className={css.birth}>
      <legend>{t`Birth date`}</legend>
      <div className={css.three}>
        <input {...part("day")} aria-label={t`Day`} placeholder={t`Day`} inputMode="numeric" maxLength={2} />
        <select {...part("month")} aria-label={t`Month`} data-empty={value.month === ""}>
          <option value="" disabled hidden>
            {t`Month`}
          </option>
          {months().map((name, i) => (
            <option key={name} value={String(i + 1)}>
              {name}
            </option>
          ))}
        </select>
        <input {...part("year")} aria-label={t`Year`} placeholder={t`Year`} inputMode="numeric" maxLength={4} />
      </div>
      <div id={help} aria-live="polite">
        {error && (
          <p className={css.note} data-wrong="true">
            <WarningCircleIcon size={16} weight="fill" />
            {error}
          </p>
        )}
        <p className={css.note}>{t`Nobody sees it. It sets the protections for younger people.`}</p>
      </div>
    </fieldset>
  );
}
