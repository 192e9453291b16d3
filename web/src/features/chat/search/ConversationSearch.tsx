import { useLingui } from "@lingui/react/macro";
import { CaretDownIcon } from "@phosphor-icons/react/dist/csr/CaretDown";
import { CaretUpIcon } from "@phosphor-icons/react/dist/csr/CaretUp";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Hit } from "@data";
import { problemText, useStore } from "@store";
import { number } from "@i18n";
import { announce } from "@ui/announce";
import { VisuallyHidden } from "@ui/Hidden";
import { IconButton } from "@ui/IconButton";
import { SearchField } from "@ui/SearchField";
import { useWide } from "@ui/useMediaQuery";
import css from "./ConversationSearch.module.css";

type Props = { id: string; name: string; onJump: (seq: number) => void; onClose: () => void };

type Found = { query: string; hits: Hit[]; next?: string; at: number; failed?: string };

const nothing: Found = { query: "", hits: [], at: 0 };
const PAUSE = 250;

/** Searches one conversation and walks through what was found, newest first. */
export default function ConversationSearch({ id, name, onJump, onClose }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const wide = useWide();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found>(nothing);
  const root = useRef<HTMLDivElement>(null);
  const wanted = query.trim();
  const shown = found.query === wanted ? found : undefined;
  const total = shown ? (shown.next ? `${number(shown.hits.length)}+` : number(shown.hits.length)) : "";

  useEffect(() => {
    root.current?.querySelector("input")?.focus();
  }, []);

  useEffect(() => {
    if (wanted === "") return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      store.searchMessages(wanted, { conversation: id, signal: stop.signal }).then(
        ({ items, next }) => {
          if (stop.signal.aborted) return;
          setFound({ query: wanted, hits: items, next, at: 0 });
          if (items[0]) onJump(items[0].entry.seq);
          else announce(t`Nothing found`);
        },
        (cause: unknown) => {
          if (!stop.signal.aborted) setFound({ ...nothing, query: wanted, failed: problemText(cause) });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [store, id, wanted, onJump, t]);

  const go = async (by: 1 | -1) => {
    if (!shown) return;
    let { hits, next } = shown;
    const at = shown.at + by;
    if (at >= hits.length && next) {
      const page = await store.searchMessages(wanted, { conversation: id, cursor: next }).catch(() => undefined);
      if (!page) return;
      hits = [...hits, ...page.items];
      next = page.next;
    }
    const hit = hits[at];
    if (!hit) return;
    setFound({ query: wanted, hits, next, at });
    onJump(hit.entry.seq);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && query === "") onClose();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) void go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys come up from the field
    <div ref={root} className={css.bar} onKeyDown={onKeyDown}>
      {/* The bar stands where the name stood, and the page keeps its title. */}
      <VisuallyHidden as={wide ? "h2" : "h1"}>{name}</VisuallyHidden>
      <SearchField className={css.field} label={t`Search in conversation`} value={query} onChange={setQuery} />
      {shown && wanted !== "" && (
        <span className={css.count} role="status">
          {shown.failed ?? (shown.hits.length === 0 ? t`Nothing found` : `${number(shown.at + 1)}/${total}`)}
        </span>
      )}
      {shown && shown.hits.length > 0 && (
        <>
          <IconButton label={t`Older`} icon={<CaretUpIcon size={20} />} onClick={() => void go(1)} />
          <IconButton label={t`Newer`} icon={<CaretDownIcon size={20} />} onClick={() => void go(-1)} />
        </>
      )}
      <IconButton label={t`Close`} icon={<XIcon size={20} />} onClick={onClose} />
    </div>
  );
}
