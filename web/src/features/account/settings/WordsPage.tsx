import { useState, type FormEvent } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { announce } from "@ui/announce";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { IconButton } from "@ui/IconButton";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import { problemText } from "../forms/problemText";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";
import { useLoad } from "./useLoad";
import { typedWords } from "./words";

/** The words that one does not want to read in a message request. */
export default function WordsPage() {
  const { t } = useLingui();
  const { api } = useStore();
  const { loaded, reload } = useLoad(api.getFilters);
  return (
    <SettingsPage title={t`Filtered words`} above={{ href: "/settings/safety", title: t`Safety` }}>
      <p className={css.lead}>
        <Trans>A request with one of these words goes to the filtered requests, where you can still find it. Lists of offensive words in your language are used in any case.</Trans>
      </p>
      {loaded.status === "loading" && <Loading />}
      {loaded.status === "error" && <LoadFailure cause={loaded.cause} onRetry={reload} />}
      {loaded.status === "ready" && <Words first={loaded.value.words} />}
    </SettingsPage>
  );
}

function Words({ first }: { first: readonly string[] }) {
  const { t } = useLingui();
  const { api } = useStore();
  const [words, setWords] = useState(first);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  /** The list as the server keeps it; what it refuses is not shown. */
  async function keep(next: readonly string[]): Promise<boolean> {
    setBusy(true);
    try {
      setWords((await api.setFilters([...next])).words);
      return true;
    } catch (cause) {
      setError(problemText(cause));
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function add(event: FormEvent) {
    event.preventDefault();
    const fresh = typedWords(typed).filter((word) => !words.includes(word));
    if (fresh.length === 0) return setError(typed.trim() === "" ? t`Type a word first.` : t`This word is on your list already.`);
    if (!(await keep([...words, ...fresh]))) return;
    setTyped("");
    announce(t`Added`);
  }

  async function remove(word: string) {
    if (await keep(words.filter((one) => one !== word))) toast(t`“${word}” is no longer filtered`, { action: { label: t`Undo`, onAction: () => void keep(words) } });
  }

  return (
    <>
      <form className={css.form} onSubmit={(event) => void add(event)} noValidate>
        <TextField
          label={t`Word or phrase`}
          hint={t`Several at once: separate them with commas.`}
          value={typed}
          error={error}
          onChange={(text) => {
            setTyped(text);
            setError(undefined);
          }}
          autoCapitalize="none"
          autoComplete="off"
          enterKeyHint="done"
        />
        <Button kind="primary" type="submit" busy={busy}>
          <Trans>Add</Trans>
        </Button>
      </form>
      {words.length === 0 ? (
        <EmptyState art="none" title={t`No words of your own`}>
          <Trans>Names, topics, insults: whatever you’d rather not meet unprepared.</Trans>
        </EmptyState>
      ) : (
        <ul className={css.words} aria-label={t`Filtered words`}>
          {words.map((word) => (
            <li key={word}>
              <span dir="auto">{word}</span>
              <IconButton label={t`Remove “${word}”`} icon={<XIcon size={16} />} disabled={busy} onClick={() => void remove(word)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
