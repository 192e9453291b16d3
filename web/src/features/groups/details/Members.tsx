import { Trans, useLingui } from "@lingui/react/macro";
import { ChatCircleIcon } from "@phosphor-icons/react/dist/csr/ChatCircle";
import { CrownIcon } from "@phosphor-icons/react/dist/csr/Crown";
import { DotsThreeIcon } from "@phosphor-icons/react/dist/csr/DotsThree";
import { ShieldStarIcon } from "@phosphor-icons/react/dist/csr/ShieldStar";
import { UserCircleIcon } from "@phosphor-icons/react/dist/csr/UserCircle";
import { UserMinusIcon } from "@phosphor-icons/react/dist/csr/UserMinus";
import { UserPlusIcon } from "@phosphor-icons/react/dist/csr/UserPlus";
import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { Problem, type Conversation, type Member } from "@data";
import { problemText, useMyId, usePages, useReadable, useStore } from "@store";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { IconButton } from "@ui/IconButton";
import { Menu, type MenuItem } from "@ui/Menu";
import { Row } from "@ui/Row";
import { SearchField } from "@ui/SearchField";
import { Section } from "@ui/Section";
import { SkeletonRows } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { MemberFace } from "../MemberFace";
import { nameOf } from "../names";
import { useGroups } from "../useGroups";
import { AddPeople } from "./AddPeople";
import { may, rightsOver } from "./rights";
import css from "./details.module.css";

/** From this many on, one searches them. */
const SEARCHED = 10;
const PAGE = 50;

/** Who is in a group: the owner, the admins, then the others; page by page, with what one may do to each. */
export function Members({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const { api, groups } = useStore();
  const { id, memberCount = 1 } = conversation;
  const [typed, setTyped] = useState("");
  const [adding, setAdding] = useState(false);
  const q = useSettled(typed.trim());
  const turn = useReadable(groups.changes(id));
  const load = useCallback((cursor: string | undefined, signal: AbortSignal) => api.listMembers(id, { q: q || undefined, cursor, limit: PAGE }, signal), [api, id, q]);
  const list = usePages(load, turn);
  return (
    <Section title={t`Members`} quiet className={css.members}>
      {memberCount >= SEARCHED && <SearchField label={t`Search members`} value={typed} onChange={setTyped} />}
      <div className={css.list}>
        {may(conversation, "add") && <Row compact leading={<UserPlusIcon />} title={t`Add people`} onPress={() => setAdding(true)} />}
      </div>
      {list.status === "loading" && <SkeletonRows count={3} />}
      {list.status === "ready" && list.items.length === 0 && (
        <p className={css.note}>
          <Trans>Nobody by that name</Trans>
        </p>
      )}
      <ul className={css.people} aria-busy={list.busy} aria-label={t`Members`}>
        {list.items.map((member) => (
          <MemberRow key={member.account.id} conversation={conversation} member={member} />
        ))}
      </ul>
      {list.cause !== undefined && (
        <p className={css.problem} role="alert">
          {list.cause instanceof Problem && list.cause.code === "network" ? t`Who is in the group can’t be seen without a network.` : problemText(list.cause)}
        </p>
      )}
      {(list.hasMore || list.cause !== undefined) && (
        <Button size="small" kind="quiet" busy={list.busy} onClick={list.more}>
          {list.cause === undefined ? <Trans>Show more</Trans> : <Trans>Try again</Trans>}
        </Button>
      )}
      {adding && <AddPeople conversation={conversation} known={list.items} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function MemberRow({ conversation, member }: { conversation: Conversation; member: Member }) {
  const { t } = useLingui();
  const me = useMyId();
  const items = useMemberItems(conversation, member);
  const { account, role } = member;
  const name = nameOf(account);
  return (
    <li className={css.member}>
      <MemberFace person={account} size={40} />
      <span className={css.words}>
        <b dir="auto">{account.id === me ? t`You` : name}</b>
        <span>@{account.handle}</span>
      </span>
      {role !== "member" && <span className={css.role}>{role === "owner" ? t`Owner` : t`Admin`}</span>}
      {account.id !== me && <Menu label={t`Actions for ${name}`} trigger={<IconButton label={t`Actions for ${name}`} icon={<DotsThreeIcon weight="bold" />} />} items={items} />}
    </li>
  );
}

/** What one can do about a member. */
function useMemberItems({ id, role }: Conversation, { account, role: theirs }: Member): MenuItem[] {
  const { t } = useLingui();
  const store = useStore();
  const groups = useGroups();
  const [, navigate] = useLocation();
  const name = nameOf(account);
  const rights = rightsOver(role, theirs);

  async function after(question: Parameters<typeof confirm>[0] | undefined, act: () => Promise<unknown>) {
    if (question && !(await confirm(question))) return;
    try {
      await act();
    } catch (cause) {
      toast(problemText(cause));
    }
  }

  const items: (MenuItem | false)[] = [
    { id: "profile", label: t`View profile`, icon: <UserCircleIcon size={20} />, onAction: () => navigate(`/@${account.handle}`) },
    {
      id: "message",
      label: t({ message: "Message", context: "write to someone" }),
      icon: <ChatCircleIcon size={20} />,
      onAction: () => void after(undefined, async () => navigate(`/c/${await store.openDirect(account.id)}`)),
    },
    rights.promote && {
      id: "admin",
      label: t`Make admin`,
      icon: <ShieldStarIcon size={20} />,
      onAction: () =>
        void after({ title: t`Make ${name} an admin?`, body: t`Admins add and remove members, and change what the group is called and allows.`, action: t`Make admin` }, () =>
          groups.setRole(id, account.id, "admin"),
        ),
    },
    rights.demote && {
      id: "member",
      label: t`Take the admin role away`,
      icon: <ShieldStarIcon size={20} />,
      onAction: () => void after(undefined, () => groups.setRole(id, account.id, "member")),
    },
    rights.handOver && {
      id: "owner",
      label: t`Hand the group over`,
      icon: <CrownIcon size={20} />,
      onAction: () =>
        void after({ title: t`Hand the group over to ${name}?`, body: t`${name} owns it from then on, and you are an admin. Only ${name} can undo this.`, action: t`Hand over`, danger: true }, () =>
          groups.setRole(id, account.id, "owner"),
        ),
    },
    rights.remove && {
      id: "remove",
      label: t`Remove from the group`,
      icon: <UserMinusIcon size={20} />,
      danger: true,
      onAction: () =>
        void after({ title: t`Remove ${name}?`, body: t`${name} sees nothing of the group any more. Everyone in it reads that you removed them.`, action: t`Remove`, danger: true }, () =>
          groups.remove(id, account.id),
        ),
    },
  ];
  return items.filter((item) => item !== false);
}

/** Long enough that a word is asked for once. */
const PAUSE = 200;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
