import { useLingui } from "@lingui/react/macro";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { BellIcon } from "@phosphor-icons/react/dist/csr/Bell";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { HandshakeIcon } from "@phosphor-icons/react/dist/csr/Handshake";
import { LinkIcon } from "@phosphor-icons/react/dist/csr/Link";
import { PaperPlaneRightIcon } from "@phosphor-icons/react/dist/csr/PaperPlaneRight";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { ShieldIcon } from "@phosphor-icons/react/dist/csr/Shield";
import { ShieldSlashIcon } from "@phosphor-icons/react/dist/csr/ShieldSlash";
import { UserMinusIcon } from "@phosphor-icons/react/dist/csr/UserMinus";
import { useLocation } from "wouter";
import { confirm } from "@ui/confirm";
import type { MenuItem } from "@ui/Menu";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import type { Profile, RelationChange } from "@data";
import { report } from "@features/safety";
import { introducePath, nameOf } from "./names";
import { copyLink } from "./share";

/** What one can do about someone. What takes something from them asks first and says what it does; none of it tells them. */
export function useRelate(person: Profile | undefined, onSend: () => void) {
  const { t } = useLingui();
  const store = useStore();
  const [, navigate] = useLocation();
  if (!person) return { items: [], unblock: () => undefined };
  const name = nameOf(person);
  const { friend = false, restricted = false, muted = false, followsYou = false } = person.relation ?? {};

  const run = async (what: RelationChange["what"], on: boolean, done: string, question?: Parameters<typeof confirm>[0]) => {
    if (question && !(await confirm(question))) return;
    await store.relate(person, { what, on });
    toast(done);
  };

  const unblock = () => void run("block", false, t`${name} is no longer blocked`);
  const items: MenuItem[] = [{ id: "link", label: t`Copy link`, icon: <LinkIcon />, onAction: () => void copyLink(person) }];
  if (friend) items.unshift({ id: "introduce", label: t`Introduce to a friend…`, icon: <HandshakeIcon />, onAction: () => navigate(introducePath(person)) });
  if (!person.blocked) {
    items.unshift({ id: "send", label: t`Send profile…`, icon: <PaperPlaneRightIcon />, onAction: onSend });
    items.push(
      muted
        ? { id: "mute", label: t`Unmute`, icon: <BellIcon />, onAction: () => void run("mute", false, t`${name} is no longer muted`) }
        : { id: "mute", label: t`Mute`, icon: <BellSlashIcon />, onAction: () => void run("mute", true, t`${name} is muted. They are not told.`) },
      restricted
        ? { id: "restrict", label: t`End restriction`, icon: <ShieldSlashIcon />, onAction: () => void run("restrict", false, t`${name} is no longer restricted`) }
        : {
            id: "restrict",
            label: t`Restrict`,
            icon: <ShieldIcon />,
            onAction: () =>
              void run("restrict", true, t`${name} is restricted`, {
                title: t`Restrict ${name}?`,
                body: t`What they write comes to your message requests, without a word to you. They don’t see whether you read it or when you are here. They are not told.`,
                action: t`Restrict`,
              }),
          },
    );
    if (followsYou) {
      items.push({
        id: "follower",
        label: t`Remove from your followers`,
        icon: <UserMinusIcon />,
        onAction: () =>
          void run("follower", false, t`${name} no longer follows you`, {
            title: t`Remove ${name} from your followers?`,
            body: t`They no longer follow you, and you are no longer friends here. They are not told.`,
            action: t`Remove`,
          }),
      });
    }
  }
  items.push(
    { id: "report", label: t`Report`, icon: <FlagIcon />, danger: true, onAction: () => report({ kind: "profile", person }) },
    person.blocked
      ? { id: "unblock", label: t`Unblock`, icon: <ProhibitIcon />, onAction: unblock }
      : {
          id: "block",
          label: t`Block`,
          icon: <ProhibitIcon />,
          danger: true,
          onAction: () =>
            void run("block", true, t`${name} is blocked`, {
              title: t`Block ${name}?`,
              body: t`They can no longer write to you, find you or see when you are here, and you won’t see them either. They are not told. What you have written to each other stays.`,
              action: t`Block`,
              danger: true,
            }),
        },
  );
  return { items, unblock };
}
