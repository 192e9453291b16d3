import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { HourglassMediumIcon } from "@phosphor-icons/react/dist/csr/HourglassMedium";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { Problem, type LinkPreview } from "@data";
import { useConversation, useSession } from "@store";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Face } from "@ui/Face";
import { Failed } from "@ui/Failed";
import { Screen } from "@ui/Screen";
import { Skeleton } from "@ui/Skeleton";
import { useGroups } from "../useGroups";
import { linkProblem } from "./linkText";
import css from "./links.module.css";

/** What a link leads into, and the way in. Who is in the group, one sees who joins. */
export default function JoinGroup({ code }: { code: string }) {
  const { t } = useLingui();
  const { preview, cause, again } = usePreview(code);
  return (
    <Screen title={t`Group`} back="/inbox" className={css.column}>
      {preview ? (
        <Invited code={code} preview={preview} />
      ) : cause === undefined ? (
        <div className={css.group} role="status" aria-label={t`Loading`}>
          <Skeleton shape="circle" width="96px" />
          <Skeleton shape="line" width="10rem" />
        </div>
      ) : cause instanceof Problem && cause.status === 404 ? (
        <EmptyState
          art="knot"
          title={t`This link leads nowhere`}
          action={
            <Button kind="primary" href="/inbox">
              <Trans>Go to the inbox</Trans>
            </Button>
          }
        >
          <Trans>It may have expired, been used as often as it could, or been revoked. Ask whoever gave it to you for a new one.</Trans>
        </EmptyState>
      ) : (
        <Failed offline={cause instanceof Problem && cause.code === "network"} onRetry={again}>
          {linkProblem(cause)}
        </Failed>
      )}
    </Screen>
  );
}

function Invited({ code, preview }: { code: string; preview: LinkPreview }) {
  const { t } = useLingui();
  const { privacy } = useSession();
  const groups = useGroups();
  const [, navigate] = useLocation();
  const { conversationId: id, title, avatar, memberCount, approval } = preview;
  const [waiting, setWaiting] = useState(preview.state === "waiting");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>();

  // Who is in it, or is let in while they look, is led there.
  const inside = useConversation(id) !== undefined || preview.state === "member";
  useEffect(() => {
    if (inside) navigate(`/c/${id}`, { replace: true });
  }, [inside, id, navigate]);

  const join = async () => {
    setBusy(true);
    setRefused(undefined);
    try {
      setWaiting((await groups.join(code)) === "waiting");
    } catch (cause) {
      setRefused(cause);
    }
    setBusy(false);
  };

  return (
    <div className={css.page}>
      <div className={css.group}>
        <Face name={title} src={avatar?.large} size={96} seed={id} square veil={privacy?.strangerPictures === false && t`Show the picture`} />
        <h2 className={css.name} dir="auto">
          {title}
        </h2>
        <p className={css.facts}>
          <UsersThreeIcon />
          {plural(memberCount, { one: "# member", other: "# members" })}
        </p>
      </div>
      <div className={css.way} role="status">
        {waiting && (
          <p className={css.waiting}>
            <HourglassMediumIcon />
            <span>
              <Trans>You asked to join. Once an admin lets you in, the group is in your inbox.</Trans>
            </span>
          </p>
        )}
      </div>
      {!waiting && (
        <div className={css.way}>
          <p className={css.hint}>
            {approval ? (
              <Trans>Its admins see that you ask, and let you in or not. Everyone in the group then sees you in it.</Trans>
            ) : (
              <Trans>Everyone in the group sees you in it, and you see who is.</Trans>
            )}
          </p>
          {refused !== undefined && (
            <p className={css.problem} role="alert">
              {linkProblem(refused)}
            </p>
          )}
          <Button kind="primary" wide busy={busy} onClick={() => void join()}>
            {approval ? <Trans>Ask to join</Trans> : <Trans>Join the group</Trans>}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What the server shows of a link, which is asked again as one wishes. */
function usePreview(code: string) {
  const groups = useGroups();
  const [state, setState] = useState<{ turn: number; preview?: LinkPreview; cause?: unknown }>({ turn: 0 });
  const { turn } = state;
  useEffect(() => {
    let here = true;
    groups.previewLink(code).then(
      (preview) => here && setState({ turn, preview }),
      (cause: unknown) => here && setState({ turn, cause }),
    );
    return () => {
      here = false;
    };
  }, [groups, code, turn]);
  return { ...state, again: () => setState({ turn: turn + 1 }) };
}
