import { useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { SelectField } from "@ui/SelectField";
import { i18n } from "@i18n";
import { countries } from "@data/contacts";

type Props = { value: string; onChange: (country: string) => void };

/** Where numbers without a calling code are. */
export function CountryField({ value, onChange }: Props) {
  const { t } = useLingui();
  const [codes, setCodes] = useState<string[]>([]);
  useEffect(() => {
    countries().then(setCodes, () => undefined);
  }, []);
  const names = new Intl.DisplayNames([i18n.locale || "en"], { type: "region" });
  const known = codes.map((code) => ({ value: code, label: names.of(code) ?? code })).sort((a, b) => a.label.localeCompare(b.label, i18n.locale));
  const options = [...(codes.includes(value) ? [] : [{ value, label: value === "" ? t`Not chosen` : (names.of(value) ?? value) }]), ...known];
  return <SelectField label={t`Country of numbers without a country code`} value={value} onChange={onChange} options={options} />;
}
