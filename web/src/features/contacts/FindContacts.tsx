import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { announce } from "@ui/announce";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { SelectField } from "@ui/SelectField";
import { toast } from "@ui/toast";
import { i18n } from "@i18n";
import { problemText, useStore } from "@store";
import { Problem, type Profile } from "@data";
import { countries, lookFor, readContacts, type Contact } from "@data/contacts";
import css from "./contacts.module.css";
import { ownCountry } from "./kinds";

type Props = {
  /** One can be found oneself, which is asked of who looks. */
  ready: boolean;
  kept: boolean;
  onChange: () => void;
};

/** A person who is here, and what they are called in the address book. */
interface Here {
  person: Profile;
  called: string;
}

type State =
  | { at: "start" }
  | { at: "looking"; done: number; all: number }
  | { at: "found"; here: Here[]; tags: string[]; looked: number };

interface PickedContact {
  name?: string[];
  email?: string[];
  tel?: string[];
}
type Picker = { select(properties: string[], options: { multiple: boolean }): Promise<PickedContact[]> };

const picker = (navigator as Navigator & { contacts?: Picker }).contacts;
/** A file of contacts with pictures in it may be this large. */
const MOST_BYTES = 100 << 20;

/** Looks who of one's contacts is here, and keeps them as suggestions only when one agrees. */
export function FindContacts({ ready, kept, onChange }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const input = useRef<HTMLInputElement>(null);
  const [country, setCountry] = useState(ownCountry);
  const [codes, setCodes] = useState<string[]>([]);
  const [state, setState] = useState<State>({ at: "start" });
  const ends = useRef(new AbortController());

  useEffect(() => {
    const controller = new AbortController();
    ends.current = controller;
    return () => controller.abort();
  }, []);
  useEffect(() => {
    countries().then(setCodes, () => undefined);
  }, []);
  const names = new Intl.DisplayNames([i18n.locale || "en"], { type: "region" });
  const options = codes.map((value) => ({ value, label: names.of(value) ?? value })).sort((a, b) => a.label.localeCompare(b.label));

  const fail = (cause: unknown) => {
    if (ends.current.signal.aborted) return;
    setState({ at: "start" });
    const code = cause instanceof Problem ? cause.code : "";
    toast(code === "contacts_limit" ? t`You have looked for as many contacts as one can for now. Go on later.` : problemText(cause));
  };

  async function look(contacts: Contact[]) {
    if (contacts.length === 0) {
      toast(t`There are no numbers or addresses in this.`);
      return;
    }
    setState({ at: "looking", done: 0, all: contacts.length });
    const { signal } = ends.current;
    const { found, looked } = await lookFor(contacts, country, { signal, onProgress: (done, all) => setState({ at: "looking", done, all }) });
    const people = new Map(found.map((one) => [one.account, contacts[one.contact]?.name ?? ""]));
    const here: Here[] = [];
    for (const [id, called] of people) {
      const person = await store.profile(id).catch(() => undefined);
      if (person && person.id !== store.session.get().me?.id) here.push({ person, called });
    }
    setState({ at: "found", here, tags: found.map(({ tag }) => tag), looked });
    announce(here.length === 0 ? t`None of them is here yet` : t`Found: ${here.length}`);
  }

  async function fromFile(file: File | undefined) {
    if (!file) return;
    if (file.size > MOST_BYTES) toast(t`This file is too large.`);
    else await look(readContacts(new Uint8Array(await file.arrayBuffer()))).catch(fail);
  }

  async function fromPicker() {
    try {
      const picked = await picker?.select(["name", "email", "tel"], { multiple: true });
      await look((picked ?? []).map(({ name = [], email = [], tel = [] }) => ({ name: name[0] ?? "", emails: email, numbers: tel })));
    } catch (cause) {
      fail(cause);
    }
  }

  async function keep(tags: string[]) {
    try {
      await store.api.keepContacts(tags);
      toast(t`Kept. You are suggested to each other.`);
      setState({ at: "start" });
      onChange();
    } catch (cause) {
      toast(problemText(cause));
    }
  }

  async function forget() {
    try {
      await store.api.forgetContacts();
      toast(t`Erased. Nothing of your contacts is kept.`);
      onChange();
    } catch (cause) {
      toast(problemText(cause));
    }
  }

  return (
    <>
      <p className={css.small}>
        <Trans>Your contacts are read on this device and blinded before they leave it. The server can’t read them, and keeps nothing unless you say so.</Trans>
      </p>
      {!ready && (
        <p>
          <Trans>Add a number or address of your own above first: who can be found may look for others.</Trans>
        </p>
      )}
      {ready && state.at === "start" && (
        <div className={css.form}>
          {options.length > 0 && <SelectField label={t`Country of numbers without a country code`} value={country} onChange={setCountry} options={options} />}
          <div className={css.acts}>
            {picker && (
              <Button kind="primary" onClick={() => void fromPicker()}>
                <Trans>Choose contacts</Trans>
              </Button>
            )}
            <Button kind={picker ? "secondary" : "primary"} onClick={() => input.current?.click()}>
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
        <div>
          <progress className={css.progress} aria-label={t`Looking for your contacts`} value={state.done} max={state.all} />
        </div>
      )}
      {state.at === "found" && (
        <>
          {state.here.length === 0 ? (
            <p>
              <Trans>None of them is here yet.</Trans>
            </p>
          ) : (
            <>
              <ul className={css.list}>
                {state.here.map(({ person, called }) => (
                  <li key={person.id} className={css.one}>
                    <Link href={`/@${person.handle}`}>
                      <Avatar name={person.name || person.handle} src={person.avatar?.small} seed={person.id} size={56} />
                      <span>
                        <b dir="auto">{called || person.name || person.handle}</b> @{person.handle}
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
              <p className={css.small}>
                <Trans>If you keep them, you are suggested to each other as friends, and the server knows that they are in your contacts. You can erase it at any time.</Trans>
              </p>
            </>
          )}
          <div className={css.acts}>
            {state.here.length > 0 && (
              <Button kind="primary" onClick={() => void keep(state.tags)}>
                <Trans>Keep for suggestions</Trans>
              </Button>
            )}
            <Button onClick={() => setState({ at: "start" })}>
              <Trans>Done</Trans>
            </Button>
          </div>
        </>
      )}
      {kept && (
        <div>
          <Button kind="danger" onClick={() => void forget()}>
            <Trans>Stop and erase</Trans>
          </Button>
        </div>
      )}
    </>
  );
}
