import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { CopyIcon } from "@phosphor-icons/react/dist/csr/Copy";
import { LinkBreakIcon } from "@phosphor-icons/react/dist/csr/LinkBreak";
import { QrCodeIcon } from "@phosphor-icons/react/dist/csr/QrCode";
import { ShareNetworkIcon } from "@phosphor-icons/react/dist/csr/ShareNetwork";
import { useEffect, useState } from "react";
import type { Conversation, GroupLink } from "@data";
import { dateTime } from "@i18n";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Dialog } from "@ui/Dialog";
import { QrCode } from "@ui/QrCode";
import { copy, share } from "@ui/share";
import { SkeletonRows } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { useNow } from "@ui/useNow";
import { useGroups } from "../useGroups";
import { addressOf, linkProblem } from "./linkText";
import { NewLinkForm } from "./NewLinkForm";
import css from "./links.module.css";

type Props = { conversation: Conversation; onClose: () => void };

/** The links into a group: making them, handing them on, revoking them. */
export default function InviteLinks({ conversation, onClose }: Props) {
  const { t } = useLingui();
  const groups = useGroups();
  const { id, title = "" } = conversation;
  const [links, setLinks] = useState<readonly GroupLink[]>();
  const [cause, setCause] = useState<unknown>();
  const [making, setMaking] = useState(false);

  useEffect(() => {
    let here = true;
    groups.links(id).then(
      (list) => here && setLinks(list),
      (failure: unknown) => here && setCause(failure),
    );
    return () => {
      here = false;
    };
  }, [groups, id]);

  const revoke = async ({ code }: GroupLink) => {
    if (!(await confirm({ title: t`Revoke this link?`, body: t`Nobody joins by it any more. Who did stays.`, action: t`Revoke`, danger: true }))) return;
    try {
      await groups.revokeLink(id, code);
      setLinks((all = []) => all.filter((one) => one.code !== code));
    } catch (failure) {
      toast(linkProblem(failure));
    }
  };

  return (
    <Dialog open title={t`Invite links`} onClose={onClose}>
      <div className={css.links}>
        {cause !== undefined && (
          <p className={css.problem} role="alert">
            {linkProblem(cause)}
          </p>
        )}
        {links === undefined && cause === undefined && <SkeletonRows count={2} />}
        {links && (making || links.length === 0) && (
          <NewLinkForm
            conversation={conversation}
            onMade={(link) => {
              setLinks([link, ...links]);
              setMaking(false);
            }}
            onCancel={links.length > 0 ? () => setMaking(false) : undefined}
          />
        )}
        {links && links.length > 0 && !making && (
          <>
            <Button wide onClick={() => setMaking(true)}>
              <Trans>New link</Trans>
            </Button>
            <ul className={css.list} aria-label={t`Links`}>
              {links.map((link, i) => (
                <LinkCard key={link.code} link={link} title={title} first={i === 0} onRevoke={() => void revoke(link)} />
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}

type CardProps = { link: GroupLink; title: string; first: boolean; onRevoke: () => void };

/** A link: its address, what becomes of it, and its code for cameras, which the first shows at once. */
function LinkCard({ link, title, first, onRevoke }: CardProps) {
  const { t } = useLingui();
  const ended = useEnded(link);
  const [shown, setShown] = useState(first);
  const address = addressOf(link);
  return (
    <li className={css.card} data-ended={ended || undefined}>
      {shown && !ended && (
        <div className={css.code}>
          <QrCode text={address} label={t`QR code of the link into ${title}`} />
        </div>
      )}
      <p className={css.address}>{address.replace(/^https?:\/\//, "")}</p>
      <p className={css.facts}>{useFacts(link, ended)}</p>
      <div className={css.acts}>
        {!ended && (
          <>
            <Button size="small" icon={<CopyIcon />} onClick={() => void copy(address)}>
              <Trans>Copy</Trans>
            </Button>
            <Button size="small" icon={<ShareNetworkIcon />} onClick={() => void share(title, address)}>
              <Trans>Share</Trans>
            </Button>
            {!shown && (
              <Button size="small" icon={<QrCodeIcon />} onClick={() => setShown(true)}>
                <Trans>QR code</Trans>
              </Button>
            )}
          </>
        )}
        <Button size="small" kind="danger" icon={<LinkBreakIcon />} onClick={onRevoke}>
          {ended ? <Trans>Remove</Trans> : <Trans>Revoke</Trans>}
        </Button>
      </div>
    </li>
  );
}

type Ended = "expired" | "used" | undefined;

function useEnded({ expiresAt, uses, used }: GroupLink): Ended {
  const now = useNow();
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now) return "expired";
  return uses !== undefined && used >= uses ? "used" : undefined;
}

/** What a link is for, and what became of it, in a few words. */
function useFacts({ approval, expiresAt, uses, used }: GroupLink, ended: Ended): string {
  const { t } = useLingui();
  const many = uses === undefined ? plural(used, { one: "# person used it", other: "# people used it" }) : t`Used ${used} of ${uses} times`;
  const parts = [
    ended === "expired" ? t`Expired` : ended === "used" ? t`Used up` : expiresAt === undefined ? undefined : t`Until ${dateTime(expiresAt)}`,
    many,
    approval ? t`Admins let people in` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}
