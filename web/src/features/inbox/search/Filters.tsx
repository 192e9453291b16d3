import { useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { isGroup, type SearchKind, type SearchOptions } from "@data";
import { useConversation, useInbox, useMyId } from "@store";
import { isSaved } from "@features/saved";
import css from "./Filters.module.css";
import { recentPeople, unique } from "../people";

/** What narrows a search, as it stands in an address. */
export interface Narrowed {
  in?: string;
  kind?: SearchKind;
  from?: string;
  when?: When;
}

type When = "week" | "month" | "year";

const DAYS: Record<When, number> = { week: 7, month: 30, year: 365 };
const DAY = 24 * 60 * 60 * 1000;
const KINDS: readonly string[] = ["photos", "videos", "voice", "files", "polls", "profiles", "locations", "links"] satisfies SearchKind[];
/** Whom one may choose among, of those one talked with last. */
const PEOPLE = 50;

/** Reads what an address says; what makes no sense is left out. */
export function narrowed(address: URLSearchParams): Narrowed {
  const [kind, when] = [address.get("kind"), address.get("when")];
  return {
    in: address.get("in") ?? undefined,
    kind: kind && KINDS.includes(kind) ? (kind as SearchKind) : undefined,
    from: address.get("from") ?? undefined,
    when: when && when in DAYS ? (when as When) : undefined,
  };
}

export const isNarrowed = ({ kind, from, when }: Narrowed): boolean => Boolean(kind ?? from ?? when);

/** What the server is asked for. */
export function optionsOf({ in: conversation, kind, from, when }: Narrowed, now = Date.now()): SearchOptions {
  return { conversation, kind, from, since: when && now - DAYS[when] * DAY };
}

/** What is looked for, by whom, and since when: each the browser's own picker. */
export function Filters({ value, onChange }: { value: Narrowed; onChange: (value: Narrowed) => void }) {
  const { t } = useLingui();
  const me = useMyId();
  const { items } = useInbox("inbox");
  const within = useConversation(value.in);
  const members = within && isGroup(within) ? undefined : within?.members.map(({ account }) => account).filter(({ id }) => id !== me);
  const people = members ?? unique(recentPeople(items, PEOPLE));
  const name = within && isSaved(within) ? t`Saved` : (within?.title ?? (members?.[0]?.name || members?.[0]?.handle));
  return (
    <div className={css.filters}>
      <Filter
        label={t`What`}
        value={value.kind}
        onChange={(kind) => onChange({ ...value, kind: kind as SearchKind | undefined })}
        options={[
          ["", t`Everything`],
          ["photos", t`Photos`],
          ["videos", t`Videos`],
          ["voice", t`Voice messages`],
          ["files", t`Files`],
          ["polls", t`Polls`],
          ["profiles", t`Profiles`],
          ["locations", t`Locations`],
          ["links", t`Links`],
        ]}
      />
      <Filter
        label={t`By whom`}
        value={value.from}
        onChange={(from) => onChange({ ...value, from })}
        options={[["", t`Anyone`], [me ?? "", t`You`], ...people.map(({ id, name, handle }) => [id, name || handle] as const)]}
      />
      <Filter
        label={t`When`}
        value={value.when}
        onChange={(when) => onChange({ ...value, when: when as When | undefined })}
        options={[
          ["", t`Any time`],
          ["week", t`The last 7 days`],
          ["month", t`The last 30 days`],
          ["year", t`The last year`],
        ]}
      />
      {value.in && (
        <button type="button" className={`${css.filter} ${css.on}`} aria-label={t`Search everywhere`} onClick={() => onChange({ ...value, in: undefined })}>
          <span dir="auto">{name || t`One conversation`}</span>
          <XIcon size={14} />
        </button>
      )}
    </div>
  );
}

type FilterProps = { label: string; value: string | undefined; options: readonly (readonly [value: string, label: string])[]; onChange: (value: string | undefined) => void };

function Filter({ label, value = "", options, onChange }: FilterProps) {
  return (
    <select aria-label={label} className={value === "" ? css.filter : `${css.filter} ${css.on}`} value={value} onChange={(event) => onChange(event.currentTarget.value || undefined)}>
      {options.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  );
}
