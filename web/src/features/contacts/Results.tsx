import { plural, t as translate } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Fragment, useState, type ReactNode } from "react";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { dateTime } from "@i18n";
import type { Profile } from "@data";
import type { Found, Unread } from "@data/contacts";
import css from "./contacts.module.css";
import { CountryField } from "./CountryField";
import type { Person } from "./useSearch";

type Props = {
  people: Person[];
  result: Found;
  row: (person: Profile, called: string) => ReactNode;
  country: string;
  onCountry: (country: string) => void;
  /** Looks again, with the country that is chosen now. */
  onAgain: () => void;
  onKeep: () => void;
  onDone: () => void;
};

/** Who of one's contacts is here, what could not be read, and keeping them. */
export function Results({ people, result: { read, limited, tags }, row, country, onCountry, onAgain, onKeep, onDone }: Props) {
  const { t } = useLingui();
  const [before] = useState(country);
  const nothing = read.identifiers === 0;
  const looked = tags.length;
  const later = limited?.retryAt ? dateTime(limited.retryAt) : undefined;
  return (
    <>
      {nothing && read.unread.length === 0 ? (
        <EmptyState art="none" title={t`No contacts in this`}>
          <Trans>There are no numbers or addresses to look for. Export your contacts as vCard or CSV, then choose that file.</Trans>
        </EmptyState>
      ) : looked === 0 ? null : people.length === 0 ? (
        <EmptyState art="seat" title={t`None of them is here yet`}>
          <Plural value={looked} one="# number or address was looked for." other="# numbers and addresses were looked for." />
        </EmptyState>
      ) : (
        <>
          <p className={css.lead}>
            <Plural value={people.length} one="# of your contacts is here" other="# of your contacts are here" />
          </p>
          <ul className={css.people}>
            {people.map(({ person, called }) => (
              <Fragment key={person.id}>{row(person, called)}</Fragment>
            ))}
          </ul>
        </>
      )}
      {limited && (
        <Banner tone="info" title={t`Not all could be looked for`}>
          {later ? <Trans>You have looked for as many contacts as one can for now. Go on after {later}.</Trans> : <Trans>You have looked for as many contacts as one can for now. Go on later.</Trans>}
        </Banner>
      )}
      {read.unread.length > 0 && <NotRead unread={read.unread} />}
      {((looked > 0 && people.length === 0) || read.unread.some(({ why }) => why === "country" || why === "length")) && (
        <div className={css.form}>
          <CountryField value={country} onChange={onCountry} />
          {country !== before && (
            <Button onClick={onAgain}>
              <Trans>Look again</Trans>
            </Button>
          )}
        </div>
      )}
      {looked > 0 && (
        <p className={css.small}>
          {people.length === 0 ? (
            <Trans>This device can wait for them, and suggest them to you when they join. The server isn’t told for whom you wait. You can erase it at any time.</Trans>
          ) : (
            <Trans>
              If you keep them, you are suggested to each other as friends, and so are those who join later. The server then knows which of its members are in your contacts. You can
              erase it at any time.
            </Trans>
          )}
        </p>
      )}
      <div className={css.acts}>
        {looked > 0 && (
          <Button kind="primary" onClick={onKeep}>
            {people.length === 0 ? <Trans>Wait for them</Trans> : <Trans>Keep for suggestions</Trans>}
          </Button>
        )}
        <Button onClick={onDone}>{looked === 0 ? <Trans>Choose another</Trans> : <Trans>Don’t keep</Trans>}</Button>
      </div>
    </>
  );
}

/** What of an address book could not be read, and why. */
function NotRead({ unread }: { unread: Unread[] }) {
  const all = unread.reduce((sum, { count }) => sum + count, 0);
  return (
    <Banner tone="info" title={<Plural value={all} one="# entry could not be read" other="# entries could not be read" />}>
      <ul className={css.reasons}>
        {unread.map((one) => (
          <li key={one.why}>{reason(one)}</li>
        ))}
      </ul>
    </Banner>
  );
}

function reason({ why, count, example: written }: Unread): string {
  const example = written.slice(0, 40);
  switch (why) {
    case "country":
      return plural(count, { one: `# number without a country code: ${example}`, other: `# numbers without a country code, such as ${example}` });
    case "length":
      return plural(count, { one: `# number that has too few or too many digits: ${example}`, other: `# numbers that have too few or too many digits, such as ${example}` });
    case "email":
      return plural(count, { one: `# that is no e-mail address: ${example}`, other: `# that are no e-mail addresses, such as ${example}` });
    case "nothing":
      return example.trim() === "" ? translate`Empty ones` : plural(count, { one: `# that is no number: ${example}`, other: `# that are no numbers, such as ${example}` });
  }
}
