import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { EyeSlashIcon } from "@phosphor-icons/react/dist/csr/EyeSlash";
import { PlayIcon } from "@phosphor-icons/react/dist/csr/Play";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { gist, type ConversationRow, type Hit, type Page, type Photo } from "@data";
import { problemText, saying, useMyId, useStore } from "@store";
import { dateTime, listTime } from "@i18n";
import { excerpt } from "@i18n/highlight";
import { useVeil } from "@features/chat";
import { announce } from "@ui/announce";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { VisuallyHidden } from "@ui/Hidden";
import { Row } from "@ui/Row";
import { Skeleton } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { SavedFace, savedMatches } from "@features/saved";
import { isNarrowed, optionsOf, type Narrowed } from "./Filters";
import { Marked } from "../Marked";
import css from "./SearchResults.module.css";
import { useAnswer } from "../useAnswer";

const NOTHING: Narrowed = {};

/** Conversations by name, at once and from the local copy, where nothing narrows the search; messages by their words and by what narrows it, from the server. */
export default function SearchResults({ query, only = NOTHING }: { query: string; only?: Narrowed }) {
  const { t } = useLingui();
  const store = useStore();
  const me = useMyId();
  const [, navigate] = useLocation();
  const wanted = query.trim();
  const anywhere = !isNarrowed(only) && only.in === undefined;
  const rows = useMemo(() => (wanted && anywhere ? store.searchInbox(wanted) : []), [store, wanted, anywhere]);
  const search = useMemo(() => (cursor?: string, signal?: AbortSignal) => store.searchMessages(wanted, { ...optionsOf(only), cursor, signal }), [store, wanted, only]);
  const ask = useCallback((_: string, signal: AbortSignal) => search(undefined, signal), [search]);
  const { answer, waiting } = useAnswer(wanted !== "" || isNarrowed(only) ? JSON.stringify([wanted, only]) : "", ask);
  const page = answer?.value;
  const saved = anywhere && savedMatches(wanted);
  const count = rows.length + Number(saved) + (page?.items.length ?? 0);
  const open = async () => {
    try {
      navigate(`/c/${await store.openDirect(me)}`);
    } catch (cause) {
      toast(problemText(cause));
    }
  };

  useEffect(() => {
    if (answer && !waiting) announce(count === 0 ? t`Nothing found` : plural(count, { one: "# result", other: "# results" }));
  }, [answer, waiting, count, t]);

  if (!waiting && count === 0 && !answer?.problem) {
    return (
      <p className={css.nothing}>
        <b>
          <Trans>Nothing found</Trans>
        </b>
        {isNarrowed(only) ? <Trans>Choose something else above, or try another word.</Trans> : <Trans>Try a name, a handle, or another word.</Trans>}
      </p>
    );
  }
  return (
    <div className={css.results}>
      {rows.length + Number(saved) > 0 && (
        <section aria-labelledby="found-people">
          <h2 id="found-people" className={css.heading}>
            <Trans>Conversations</Trans>
          </h2>
          <ul className={css.list}>
            {saved && (
              <li>
                <Row leading={<SavedFace size={48} />} title={<Marked text={t`Saved`} query={wanted} />} detail={t`Notes to yourself`} onPress={() => void open()} />
              </li>
            )}
            {rows.map((row) => (
              <li key={row.conversation.id}>
                <PersonRow row={row} query={wanted} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="found-messages" aria-busy={waiting}>
        {(waiting || answer?.problem || (page && page.items.length > 0)) && (
          <h2 id="found-messages" className={css.heading}>
            <Trans>Messages</Trans>
          </h2>
        )}
        {page === undefined && waiting && (
          <>
            <Skeleton shape="row" />
            <Skeleton shape="row" />
            <Skeleton shape="row" />
          </>
        )}
        {answer?.problem !== undefined && !waiting && <p className={css.problem}>{problemText(answer.problem)}</p>}
        {page && !waiting && <Hits key={answer.query} first={page.items} next={page.next} query={wanted} more={search} pictures={only.kind === "photos" || only.kind === "videos"} />}
      </section>
    </div>
  );
}

function PersonRow({ row, query }: { row: ConversationRow; query: string }) {
  const { t } = useLingui();
  const { name, peer, conversation, unread } = row;
  const handle = peer?.handle ?? "";
  const archived = conversation.folder === "archived";
  return (
    <Row
      href={`/c/${conversation.id}`}
      leading={<Avatar name={name} src={(peer ?? conversation).avatar?.small} size={48} seed={peer?.id ?? conversation.id} square={!peer} />}
      title={
        <span className={css.name} dir="auto">
          <Marked text={name} query={query} />
        </span>
      }
      detail={peer ? (archived ? t`@${handle} · archived` : `@${handle}`) : archived ? t`Group · archived` : t`Group`}
      trailing={
        unread > 0 && (
          <VisuallyHidden>
            <Plural value={unread} one="# unread message" other="# unread messages" />
          </VisuallyHidden>
        )
      }
    />
  );
}

type HitsProps = { first: Hit[]; next: string | undefined; query: string; more: (cursor: string | undefined) => Promise<Page<Hit>>; pictures: boolean };

/** The messages found, or their pictures, with more as one asks for them. */
function Hits({ first, next, query, more: ask, pictures }: HitsProps) {
  const [more, setMore] = useState<{ items: Hit[]; next: string | undefined }>({ items: [], next });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const load = () => {
    setBusy(true);
    ask(more.next)
      .then(
        (page) => setMore({ items: [...more.items, ...page.items], next: page.next }),
        (cause: unknown) => setProblem(cause),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <ul className={pictures ? css.pictures : css.list}>
        {[...first, ...more.items].map((hit) =>
          pictures ? (
            <Pictures key={hit.entry.clientId} hit={hit} />
          ) : (
            <li key={hit.entry.clientId}>
              <HitRow hit={hit} query={query} />
            </li>
          ),
        )}
      </ul>
      {problem !== undefined && <p className={css.problem}>{problemText(problem)}</p>}
      {more.next && (
        <div className={css.more}>
          <Button size="small" busy={busy} onClick={load}>
            <Trans>More messages</Trans>
          </Button>
        </div>
      )}
    </>
  );
}

/** The photos of a message, each of which leads to it, where those that are veiled can be shown. */
function Pictures({ hit: { entry, conversationId, peer } }: { hit: Hit }) {
  const { t } = useLingui();
  const mine = entry.sender === useMyId();
  const [veiled] = useVeil({ conversationId, sender: entry.sender, mine });
  const by = mine ? t`You` : peer.name || peer.handle;
  const when = dateTime(entry.createdAt);
  const nameOf = ({ alt, duration, moving }: Photo) => {
    if (veiled) return duration === undefined ? t`Hidden photo, ${by}, ${when}` : t`Hidden video, ${by}, ${when}`;
    if (moving !== undefined) return alt || t`GIF, ${by}, ${when}`;
    return alt || (duration === undefined ? t`Photo, ${by}, ${when}` : t`Video, ${by}, ${when}`);
  };
  return entry.content.photos?.map((photo) => (
    <li key={photo.id}>
      <Link href={`/c/${conversationId}?at=${entry.seq}`} aria-label={nameOf(photo)}>
        {veiled ? <EyeSlashIcon size={24} /> : <img src={`/v1/photos/${entry.sender}/${photo.id}/small`} alt="" loading="lazy" decoding="async" />}
        {photo.duration !== undefined && !veiled && <PlayIcon className={css.play} weight="fill" size={32} />}
        {photo.moving !== undefined && !veiled && <span className={css.gif}>GIF</span>}
      </Link>
    </li>
  ));
}

function HitRow({ hit, query }: { hit: Hit; query: string }) {
  const { t } = useLingui();
  const me = useMyId();
  const { entry, peer, conversationId, title } = hit;
  const writer = peer.name || peer.handle;
  const saved = title === undefined && peer.id === me;
  const name = saved ? t`Saved` : (title ?? writer);
  const text = excerpt(saying(gist(entry.content)), query);
  return (
    <Row
      href={`/c/${conversationId}?at=${entry.seq}`}
      leading={saved ? <SavedFace size={48} /> : <Avatar name={name} src={title === undefined ? peer.avatar?.small : undefined} size={48} seed={title === undefined ? peer.id : conversationId} square={title !== undefined} />}
      title={<span dir="auto">{name}</span>}
      detail={
        <span className={css.text} dir="auto">
          {saved ? undefined : entry.sender === me ? (
            <>
              <Trans>You:</Trans>{" "}
            </>
          ) : (
            title !== undefined && <>{t`${writer}:`} </>
          )}
          <Marked text={text} query={query} />
        </span>
      }
      trailing={
        <time className={css.when} dateTime={entry.createdAt} title={dateTime(entry.createdAt)}>
          {listTime(entry.createdAt)}
        </time>
      }
    />
  );
}
