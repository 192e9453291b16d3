import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { LinkIcon } from "@phosphor-icons/react/dist/csr/Link";
import { PencilSimpleIcon } from "@phosphor-icons/react/dist/csr/PencilSimple";
import { SignOutIcon } from "@phosphor-icons/react/dist/csr/SignOut";
import { SlidersIcon } from "@phosphor-icons/react/dist/csr/Sliders";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { Suspense, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import type { Conversation } from "@data";
import { problemText, useStore } from "@store";
import { removeAfterAsking } from "@features/inbox";
import { report } from "@features/safety";
import { Avatar } from "@ui/Avatar";
import { confirm } from "@ui/confirm";
import { later } from "@ui/later";
import { RadioGroup } from "@ui/RadioGroup";
import { Row } from "@ui/Row";
import { toast } from "@ui/toast";
import { useWide } from "@ui/useMediaQuery";
import { useGroups } from "../useGroups";
import { EditGroup } from "./EditGroup";
import { Members } from "./Members";
import { RulesDialog } from "./RulesDialog";
import { isAdmin, may } from "./rights";
import css from "./details.module.css";

const InviteLinks = later(() => import("../links/InviteLinks"));
const Joiners = later(() => import("../links/Joiners"));

/** What a group is called and shows, who is in it, and how it behaves for this person; `children` stand below its name. */
export default function GroupDetails({ conversation, children }: { conversation: Conversation; children: ReactNode }) {
  const { t } = useLingui();
  const store = useStore();
  const groups = useGroups();
  const wide = useWide();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<"edit" | "rules" | "links">();
  const { id, title = "", avatar, memberCount = 1, notify = "all", role } = conversation;
  const Title = wide ? "h2" : "h1";

  const leave = async () => {
    const sure = await confirm({
      title: t`Leave ${title}?`,
      body:
        role === "owner" && memberCount > 1
          ? t`You see nothing of it any more, on no device. The group passes on to the admin, else to the member, who has been in it for longest.`
          : t`You see nothing of it any more, on no device. The others read that you left.`,
      action: t`Leave`,
      danger: true,
    });
    if (!sure) return;
    try {
      await groups.leave(id);
      navigate("/inbox", { replace: true });
    } catch (cause) {
      toast(problemText(cause));
    }
  };

  const ask = async () => {
    // Who owns it can be blocked with the report, where that can be found out: the owner comes first.
    const found = await store.api.listMembers(id, { limit: 1 }).catch(() => undefined);
    const first = found?.items[0];
    report({ kind: "group", conversation: id, title, owner: first?.role === "owner" ? first.account : undefined, onLeave: () => void leave() });
  };

  const remove = async () => {
    if (await removeAfterAsking(store, conversation, title)) navigate("/inbox");
  };

  return (
    <>
      <div className={css.group}>
        <Avatar name={title} src={avatar?.large} size={96} seed={id} square />
        <Title className={css.name} dir="auto">
          {title}
        </Title>
        <p className={css.sub}>{plural(memberCount, { one: "Group · # member", other: "Group · # members" })}</p>
      </div>
      {children}
      <div className={css.list}>
        {may(conversation, "edit") && <Row compact leading={<PencilSimpleIcon />} title={t`Name and picture`} onPress={() => setOpen("edit")} />}
        {isAdmin(conversation) && <Row compact leading={<SlidersIcon />} title={t`Who may do what`} onPress={() => setOpen("rules")} />}
        {isAdmin(conversation) && <Row compact leading={<LinkIcon />} title={t`Invite links`} onPress={() => setOpen("links")} />}
      </div>
      <Suspense fallback={null}>{isAdmin(conversation) && <Joiners conversation={conversation} />}</Suspense>
      <div className={css.notify}>
        <RadioGroup
          label={t`Notifications`}
          value={notify}
          onChange={(level) => void store.patch(id, { notify: level })}
          options={[
            { value: "all", label: t`All messages` },
            { value: "mentions", label: t`Mentions only`, hint: t`When you are named, or everyone is.` },
            { value: "none", label: t`None` },
          ]}
        />
      </div>
      <Members conversation={conversation} />
      <div className={css.list}>
        <Row compact danger leading={<SignOutIcon />} title={t`Leave the group`} onPress={() => void leave()} />
        {role !== "owner" && <Row compact danger leading={<FlagIcon />} title={t`Report the group`} onPress={() => void ask()} />}
        <Row compact danger leading={<TrashIcon />} title={<Trans>Delete its messages for me</Trans>} onPress={() => void remove()} />
      </div>
      {open === "edit" && <EditGroup conversation={conversation} onClose={() => setOpen(undefined)} />}
      {open === "rules" && <RulesDialog conversation={conversation} onClose={() => setOpen(undefined)} />}
      <Suspense fallback={null}>{open === "links" && <InviteLinks conversation={conversation} onClose={() => setOpen(undefined)} />}</Suspense>
    </>
  );
}
