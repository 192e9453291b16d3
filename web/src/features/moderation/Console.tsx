import { Trans, useLingui } from "@lingui/react/macro";
import { ChartBarIcon } from "@phosphor-icons/react/dist/csr/ChartBar";
import { KeyboardIcon } from "@phosphor-icons/react/dist/csr/Keyboard";
import { ListChecksIcon } from "@phosphor-icons/react/dist/csr/ListChecks";
import { MegaphoneSimpleIcon } from "@phosphor-icons/react/dist/csr/MegaphoneSimple";
import { ScrollIcon } from "@phosphor-icons/react/dist/csr/Scroll";
import type { Icon } from "@phosphor-icons/react";
import { useCallback, useRef, useState, type ReactNode, type RefObject } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { number } from "@i18n";
import { Avatar } from "@ui/Avatar";
import { Back } from "@ui/Back";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { IconButton } from "@ui/IconButton";
import { Mark } from "@ui/Mark";
import { useDarkUnlessChosen } from "@ui/theme";
import { useWide } from "@ui/useMediaQuery";
import { useSession } from "@store";
import { Announcements } from "./announcements/Announcements";
import { CasePane } from "./case/CasePane";
import css from "./Console.module.css";
import { Figures } from "./figures/Figures";
import { spanText } from "./figures/span";
import { Key } from "./Key";
import { AuditLog } from "./log/AuditLog";
import { casePath, filterOf, placeOf, queuePath, type Filter, type Place } from "./places";
import { Nothing, QueuePane } from "./queue/QueuePane";
import { useQueue, type CaseList } from "./queue/useQueue";
import { Shortcuts } from "./Shortcuts";
import { useKeys } from "./useKeys";
import { useAdmin, useLoaded, useModeration } from "./useModeration";

type Props = {
  main: RefObject<HTMLElement | null>;
  /** What an address shows that leads nowhere. */
  nowhere: ReactNode;
};

/** The moderation console: the queue, the case that is open, the figures and the audit log. */
export default function Console({ main, nowhere }: Props) {
  useDarkUnlessChosen();
  const wide = useWide();
  const admin = useAdmin();
  const [path] = useLocation();
  const filter = filterOf(useSearch());
  const list = useQueue(filter);
  const place = placeOf(path);
  const open = place.page === "case" ? place.id : undefined;
  const { rows, step } = useSteps(list);
  const [keysShown, setKeysShown] = useState(false);
  const [, navigate] = useLocation();
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    "?": () => setKeysShown(true),
    escape: () => open !== undefined && navigate(queuePath(filter)),
  });
  if (place.page === "nowhere" || ((place.page === "log" || place.page === "announcements") && !admin)) return <main ref={main} id="main" tabIndex={-1} className={css.console}>{nowhere}</main>;

  const at = open === undefined ? -1 : list.items.findIndex(({ id }) => id === open);
  const next = list.items.find(({ id }, i) => i > at && id !== open)?.id;
  const queue = <QueuePane list={list} filter={filter} open={open} rows={rows} />;
  const opened = open !== undefined && <CasePane key={open} id={open} main={main} next={next && casePath(next, filter)} latest={list.latest.find(({ id }) => id === open)} onChange={list.refresh} />;
  return (
    <div className={css.console} data-console="">
      <Head place={place} list={list} filter={filter} onKeys={() => setKeysShown(true)} />
      {place.page === "figures" && <Figures main={main} />}
      {place.page === "log" && <AuditLog main={main} />}
      {place.page === "announcements" && <Announcements main={main} />}
      {(place.page === "queue" || place.page === "case") && (wide ? (
        <div className={css.panes}>
          <QueueSection>{queue}</QueueSection>
          {opened || <main ref={main} id="main" tabIndex={-1} className={css.stage}><Stage list={list} filter={filter} /></main>}
        </div>
      ) : opened || <main ref={main} id="main" tabIndex={-1} className={css.one}>{queue}</main>)}
      <Shortcuts open={keysShown} onClose={() => setKeysShown(false)} />
    </div>
  );
}

function QueueSection({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  return <section className={css.queue} aria-label={t`Queue`}>{children}</section>;
}

/** Moves the focus through the queue, from the case that has it or is open. */
function useSteps(list: CaseList) {
  const rows = useRef<HTMLUListElement>(null);
  function step(by: 1 | -1) {
    const links = [...(rows.current?.querySelectorAll<HTMLElement>("[data-case]") ?? [])];
    const focused = links.findIndex((link) => link === document.activeElement);
    const from = focused >= 0 ? focused : links.findIndex((link) => link.ariaCurrent !== null && link.hasAttribute("aria-current"));
    const to = from < 0 ? (by > 0 ? 0 : links.length - 1) : from + by;
    links[to]?.focus();
    if (to >= links.length && list.hasMore) list.more();
  }
  return { rows, step };
}

function Head({ place, list, filter, onKeys }: { place: Place; list: CaseList; filter: Filter; onKeys: () => void }) {
  const { t } = useLingui();
  const wide = useWide();
  const admin = useAdmin();
  const { me } = useSession();
  const title = <h1 className={css.title}><Trans>Moderation</Trans></h1>;
  // On a phone a case has the screen to itself.
  if (!wide && place.page === "case") return <header className={css.head}><Back to={queuePath(filter)} />{title}</header>;
  return (
    <header className={css.head}>
      <Link href="/inbox" className={css.home} aria-label={t`Back to your messages`} title={t`Back to your messages`}><Mark size={30} /></Link>
      {title}
      <nav className={css.parts} aria-label={t`Parts of the console`}>
        <Part href="/moderation" icon={ListChecksIcon} label={t`Cases`} current={place.page === "queue" || place.page === "case"} />
        <Part href="/moderation/figures" icon={ChartBarIcon} label={t`Figures`} current={place.page === "figures"} />
        {admin && <Part href="/moderation/announcements" icon={MegaphoneSimpleIcon} label={t`Announcements`} current={place.page === "announcements"} />}
        {admin && <Part href="/moderation/log" icon={ScrollIcon} label={t`Audit log`} current={place.page === "log"} />}
      </nav>
      <Summary list={list} />
      {wide ? (
        <Button kind="room" size="small" className={css.keys} icon={<KeyboardIcon />} aria-keyshortcuts="?" onClick={onKeys}><Trans>Shortcuts</Trans> <Key name="?" /></Button>
      ) : <IconButton label={t`Shortcuts`} icon={<KeyboardIcon />} onClick={onKeys} />}
      {me && wide && <Link href="/settings" className={css.me} aria-label={t`Settings`}><Avatar name={me.name || me.handle} src={me.avatar?.small} seed={me.id} size={40} /></Link>}
    </header>
  );
}

function Part({ href, icon: Glyph, label, current }: { href: string; icon: Icon; label: string; current: boolean }) {
  return (
    <Link href={href} className={css.part} aria-current={current ? "page" : undefined}>
      <Glyph size={18} weight={current ? "fill" : "regular"} /> <span>{label}</span>
    </Link>
  );
}

/** How much waits, and how fast it was answered this week. */
function Summary({ list: { counts } }: { list: CaseList }) {
  const api = useModeration();
  const { loaded } = useLoaded(useCallback(() => api.getStats(7), [api]));
  const median = loaded.status === "ready" && loaded.value.days.some(({ decided }) => decided > 0) ? spanText(loaded.value.medianMinutes) : undefined;
  const open = counts && number(counts.open);
  return (
    <p className={css.summary}>
      {open !== undefined && <span><Trans><b>{open}</b> open</Trans></span>}
      {median !== undefined && <span><Trans>half decided within <b>{median}</b></Trans></span>}
    </p>
  );
}

/** What a wide screen shows beside the queue while no case is open. */
function Stage({ list, filter }: { list: CaseList; filter: Filter }) {
  if (list.status !== "ready") return null;
  return list.items.length === 0 ? <Nothing filter={filter} /> : (
    <EmptyState art="seat" title={<Trans>Which case?</Trans>}>
      <Trans>Choose one from the queue. The most urgent is first.</Trans>
    </EmptyState>
  );
}
