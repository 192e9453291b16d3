import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { AddressBookIcon } from "@phosphor-icons/react/dist/csr/AddressBook";
import { FileArrowUpIcon } from "@phosphor-icons/react/dist/csr/FileArrowUp";
import { ShieldCheckIcon } from "@phosphor-icons/react/dist/csr/ShieldCheck";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { announce } from "@ui/announce";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { toast } from "@ui/toast";
import { problemText, useStore } from "@store";
import { Problem, type Profile } from "@data";
import type { Found } from "@data/contacts";
import css from "./contacts.module.css";
import { CountryField } from "./CountryField";
import { Failure } from "./Failure";
import { Results } from "./Results";
import { useSearch } from "./useSearch";

type Props = {
  /** One can be found oneself, which is asked of who looks. */
  ready: boolean;
  kept: boolean;
  /** Where numbers without a calling code are, unless one chooses another. */
  country: string;
  row: (person: Profile, called: string) => ReactNode;
  onChange: () => void;
};

interface PickedContact {
  name?: string[];
  email?: string[];
  tel?: string[];
}
type Picker = { select(properties: string[], options: { multiple: boolean }): Promise<PickedContact[]> };

/** A file of contacts with pictures in it may be this large. */
const MOST_BYTES = 100 << 20;

/** Looks who of one's contacts is here, and keeps them as suggestions only when one agrees. */
export function FindContacts({ ready, kept, country: own, row, onChange }: Props) {
  const { t } = useLingui();
  const { waiting } = useStore();
  const input = useRef<HTMLInputElement>(null);
  const [country, setCountry] = useState(own);
  const { state, look, fail, reset } = useSearch();
  const picker = (navigator as Navigator & { contacts?: Picker }).contacts;

  const found = state.at === "found" ? state.people.length : undefined;
  useEffect(() => {
    if (found !== undefined) announce(found === 0 ? t`None of them is here yet` : t`Found: ${found}`);
  }, [found, t]);

  async function fromFile(file: File | undefined) {
    if (!file) return;
    if (file.size > MOST_BYTES) fail(new Problem({ status: 0, code: "too_large" }));
    else await look(file, country);
  }

  async function fromPicker() {
    try {
      const picked = (await picker?.select(["name", "email", "tel"], { multiple: true })) ?? [];
      if (picked.length > 0) await look(picked.map(({ name = [], email = [], tel = [] }) => ({ name: name[0] ?? "", emails: email, numbers: tel })), country);
    } catch (cause) {
      fail(cause);
    }
  }

  async function keep({ tags, found: matches, since }: Found) {
    try {
      await waiting.keep(tags, matches.map(({ tag }) => tag), since);
      toast(t`Kept. You’ll see who joins.`);
      reset();
      onChange();
    } catch (cause) {
      toast(problemText(cause));
    }
  }

  async function forget() {
    const sure = await confirm({
      title: t`Erase your contacts?`,
      body: t`Whoever is suggested because of your contacts no longer is, and this device no longer waits for the others.`,
      action: t`Erase`,
    });
    if (!sure) return;
    try {
      await waiting.forget();
      toast(t`Erased. Nothing of your contacts is kept.`);
      onChange();
    } catch (cause) {
      toast(problemText(cause));
    }
  }

  if (!ready) {
    return (
      <p className={css.small}>
        <Trans>Add a number or address of your own above first: who can be found may look for others.</Trans>
      </p>
    );
  }
  return (
    <>
      {(state.at === "start" || state.at === "failed") && (
        <div className={css.card}>
          {state.at === "failed" && <Failure cause={state.cause} onRetry={state.source && (() => void look(state.source ?? [], country))} />}
          <CountryField value={country} onChange={setCountry} />
          <div className={css.acts}>
            {picker && (
              <Button kind="primary" icon={<AddressBookIcon />} onClick={() => void fromPicker()}>
                <Trans>Choose contacts</Trans>
              </Button>
            )}
            <Button kind={picker ? "secondary" : "primary"} icon={<FileArrowUpIcon />} onClick={() => input.current?.click()}>
              <Trans>Choose a file</Trans>
            </Button>
          </div>
          <input
            ref={input}
            className={css.file}
            type="file"
            accept=".vcf,.csv,text/vcard,text/csv"
            aria-label={t`A file of contacts`}
            onChange={(event) => {
              void fromFile(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
          <p className={css.small}>
            <Trans>A vCard or CSV file, as Google, Outlook and Apple export it.</Trans>
          </p>
        </div>
      )}
      {state.at === "looking" && (
        <div className={css.card}>
          <p className={css.lead}>
            {state.read ? <Plural value={state.read.contacts} one="Looking for # contact" other="Looking for # contacts" /> : <Trans>Reading your contacts</Trans>}
          </p>
          <progress className={css.progress} aria-label={t`Looking for your contacts`} value={state.part} max={1} />
          {state.read && (
            <p className={css.small}>
              <Plural value={state.read.identifiers} one="# number or address, blinded on this device" other="# numbers and addresses, blinded on this device" />
            </p>
          )}
        </div>
      )}
      {state.at === "found" && (
        <Results
          people={state.people}
          result={state.result}
          row={row}
          country={country}
          onCountry={setCountry}
          onAgain={() => void look(state.source, country)}
          onKeep={() => void keep(state.result)}
          onDone={reset}
        />
      )}
      {(state.at === "start" || state.at === "failed") && (
        <p className={css.promise}>
          <ShieldCheckIcon />
          <span>
            <Trans>Your contacts are read on this device and blinded before they leave it. The server can’t read them, and keeps nothing unless you say so.</Trans>
          </span>
        </p>
      )}
      {kept && state.at === "start" && (
        <div className={css.kept}>
          <span>
            <Trans>Your contacts are used for suggestions, and this device waits for those who aren’t here yet.</Trans>
          </span>
          <Button kind="danger" size="small" onClick={() => void forget()}>
            <Trans>Stop and erase</Trans>
          </Button>
        </div>
      )}
    </>
  );
}
