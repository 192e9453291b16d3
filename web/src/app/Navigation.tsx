import { ChatTeardropIcon } from "@phosphor-icons/react/dist/csr/ChatTeardrop";
import { UserIcon } from "@phosphor-icons/react/dist/csr/User";
import { UsersIcon } from "@phosphor-icons/react/dist/csr/Users";
import type { IconProps } from "@phosphor-icons/react";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useSession, useStaff, useUnreadTotal } from "@store";
import { Avatar } from "@ui/Avatar";
import { Badge } from "@ui/Badge";
import { cx } from "@ui/cx";
import { Mark } from "@ui/Mark";
import { lazy, Suspense, type ComponentType } from "react";
import { Link, useLocation } from "wouter";
import styles from "./Navigation.module.css";
import { tabOf, type Tab } from "./paths";

/** Of few, so it comes apart from what everyone loads. */
const StaffIcon = lazy(() => import("./StaffIcon"));

/** The three places of the app, and for staff a fourth: a bar below on the phone, a rail on the left elsewhere. */
export function Navigation({ rail }: { rail: boolean }) {
  const { t } = useLingui();
  const unread = useUnreadTotal();
  const staff = useStaff();
  return (
    <div className={rail ? styles.rail : styles.bar}>
      {rail && <Mark size={36} className={styles.mark} />}
      <nav aria-label={t`Main`}>
        <ul>
          <Place tab="friends" label={t`Friends`} icon={UsersIcon} />
          <Place tab="inbox" label={t({ message: "Inbox", context: "tab" })} icon={ChatTeardropIcon} unread={unread} />
          <Place tab="profile" label={t`Profile`} icon={UserIcon} />
          {staff && <Suspense><Place tab="moderation" label={t`Moderation`} icon={StaffIcon} /></Suspense>}
        </ul>
      </nav>
      {rail && <Me />}
    </div>
  );
}

function Place({ tab, label, icon: Glyph, unread = 0 }: { tab: Tab | "moderation"; label: string; icon: ComponentType<Pick<IconProps, "weight">>; unread?: number }) {
  const [path] = useLocation();
  const current = tabOf(path) === tab;
  const name = unread > 0 ? `${label}, ${plural(unread, { one: "# unread conversation", other: "# unread conversations" })}` : undefined;
  return (
    <li>
      <Link href={`/${tab}`} className={cx(styles.place, current && styles.current)} aria-current={current ? "page" : undefined} aria-label={name}>
        <Glyph weight={current ? "fill" : "regular"} />
        <Badge count={unread} className={styles.badge} />
        <span className={styles.label}>{label}</span>
      </Link>
    </li>
  );
}

function Me() {
  const { t } = useLingui();
  const { me } = useSession();
  if (!me) return null;
  return (
    <Link href="/settings" className={styles.me} aria-label={t`Settings`} title={t`Settings`}>
      <Avatar name={me.name || me.handle} src={me.avatar?.small} seed={me.id} size={40} />
    </Link>
  );
}
