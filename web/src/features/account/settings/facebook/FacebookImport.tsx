import { useRef, useState } from "react";
import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { announce } from "@ui/announce";
import { Button } from "@ui/Button";
import { toast } from "@ui/toast";
import { longDate } from "@i18n";
import { useStore } from "@store";
import type { FacebookImport as Kept } from "@data";
import css from "../pages.module.css";
import { useActs } from "./useActs";

type Props = { kept: Kept | undefined; onChange: () => void };

/** So many names are shown; the others are counted. */
const SHOWN = 50;

/** Finds friends by the list that Facebook lets one download: read here, shown, and only then looked for. */
export function FacebookImport({ kept, onChange }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const input = useRef<HTMLInputElement>(null);
  const [names, setNames] = useState<string[]>();
  const { busy, does } = useActs<"read" | "look" | "erase">();

  const read = (file: File) =>
    does("read", async () => {
      const { readFriends, FileError } = await import("@data/facebook");
      try {
        const found = await readFriends(file);
        setNames(found);
        announce(plural(found.length, { one: "# name read", other: "# names read" }));
      } catch (cause) {
        if (!(cause instanceof FileError)) throw cause;
        const said = {
          empty: t`There is no list of friends in this file. Ask Facebook for “Friends and followers”.`,
          broken: t`This file is damaged. Download it again.`,
          large: t`This is too large for a list of friends. Ask Facebook for “Friends and followers” alone.`,
        };
        toast(said[cause.fault]);
      }
    });

  const look = (all: string[]) =>
    does("look", async () => {
      const { import: found } = await api.importFacebookNames(all);
      setNames(undefined);
      toast(plural(found?.found ?? 0, { 0: "None of them is here yet", one: "# person is now suggested to you", other: "# people are now suggested to you" }));
      onChange();
    });

  const erase = () =>
    does("erase", async () => {
      await api.forgetFacebookNames();
      toast(t`Erased. Nothing of your list is kept.`);
      onChange();
    });

  if (names) {
    const more = names.length - SHOWN;
    return (
      <>
        <p className={css.lead}>
          <Plural value={names.length} one="There is # name in your list. It was read on this device." other="There are # names in your list. It was read on this device." />
        </p>
        <ul className={css.names} aria-label={t`Names in your list`}>
          {names.slice(0, SHOWN).map((name) => (
            <li key={name} dir="auto">
              {name}
            </li>
          ))}
          {more > 0 && (
            <li>
              <Plural value={more} one="and # more" other="and # more" />
            </li>
          )}
        </ul>
        <p className={css.small}>
          <Trans>If you go on, the server looks who here bears one of these names, and forgets the names. Those people are suggested to you, and are not told. A name is no proof: they may be someone else, and can’t write to you because of it.</Trans>
        </p>
        <div className={css.acts}>
          <Button kind="primary" busy={busy === "look"} onClick={() => void look(names)}>
            <Trans>Look for them</Trans>
          </Button>
          <Button onClick={() => setNames(undefined)}>
            <Trans>Cancel</Trans>
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <p className={css.lead}>
        <Trans>Facebook lets you download the list of your friends. We look who of them is here, by their names.</Trans>
      </p>
      <p className={css.small}>
        <Trans>On Facebook: Settings, Your information, Download your information, with “Friends and followers” alone. Choose the archive or the file in it here, JSON or HTML.</Trans>
      </p>
      {kept && <KeptImport kept={kept} />}
      <div className={css.acts}>
        <Button busy={busy === "read"} onClick={() => input.current?.click()}>
          <Trans>Choose the file</Trans>
        </Button>
        {kept && (
          <Button kind="danger" busy={busy === "erase"} onClick={() => void erase()}>
            <Trans>Erase</Trans>
          </Button>
        )}
      </div>
      <input
        ref={input}
        className={css.file}
        type="file"
        accept=".zip,.json,.html,.htm,application/zip,application/json,text/html"
        aria-label={t`A list of friends from Facebook`}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void read(file);
        }}
      />
    </>
  );
}

function KeptImport({ kept }: { kept: Kept }) {
  return (
    <dl className={css.facts}>
      <div>
        <dt>
          <Trans>Imported</Trans>
        </dt>
        <dd>{longDate(kept.importedAt)}</dd>
      </div>
      <div>
        <dt>
          <Trans>Names</Trans>
        </dt>
        <dd>{kept.names}</dd>
      </div>
      <div>
        <dt>
          <Trans>Found here</Trans>
        </dt>
        <dd>{kept.found}</dd>
      </div>
    </dl>
  );
}
