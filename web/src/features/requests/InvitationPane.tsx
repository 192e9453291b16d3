import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ShieldCheckIcon } from "@phosphor-icons/react/dist/csr/ShieldCheck";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { Problem, type Invitation } from "@data";
import { groupActions } from "@data/groupActions";
import { problemText, useStore } from "@store";
import { Back } from "@ui/Back";
import { Button } from "@ui/Button";
import { Face } from "@ui/Face";
import { Failed } from "@ui/Failed";
import { useTitleFocus } from "@ui/navigation";
import { Skeleton } from "@ui/Skeleton";
import { useWide } from "@ui/useMediaQuery";
import { Acts } from "./Acts";
import css from "./Request.module.css";
import { useAnswer } from "./useAnswer";
import { useVeiled } from "./useVeiled";

const LIST = "/inbox/requests";

/** An invitation opened: which group it is, and who asks. Nobody sees that it was read; who is in it, one sees who accepts. */
export default function InvitationPane({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui();
  const store = useStore();
  const wide = useWide();
  const [, navigate] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitleFocus(heading);
  const { conversationId: id, inviter } = invitation;
  const { opened, cause, again } = useOpened(invitation);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const name = inviter.name || inviter.handle;
  const answer = useAnswer(() => navigate(LIST, { replace: true }));
  const asked = [{ id, person: inviter }];
  const Title = wide ? "h2" : "h1";

  const accept = async () => {
    setBusy(true);
    setRefused(undefined);
    try {
      await groupActions(store).accept(id);
    } catch (failure) {
      setRefused(failure);
      setBusy(false);
    }
  };

  return (
    <section className={css.pane} aria-label={t`Invitation from ${name}`}>
      <header className={css.head}>
        {!wide && <Back to={LIST} />}
        <Title ref={heading} tabIndex={-1} className={css.title}>
          <Trans>Group invitation</Trans>
        </Title>
      </header>
      <div className={css.body}>
        {opened ? (
          <Group invitation={opened} />
        ) : cause === undefined ? (
          <div className={css.person} role="status" aria-label={t`Loading`}>
            <Skeleton shape="circle" width="96px" />
            <Skeleton shape="line" width="10rem" />
          </div>
        ) : (
          <Failed offline={cause instanceof Problem && cause.code === "network"} onRetry={again}>
            {problemText(cause)}
          </Failed>
        )}
      </div>
      <section className={css.sheet} aria-label={t`Answer the invitation`}>
        <div className={css.safety}>
          <ShieldCheckIcon />
          <p>
            <Trans>
              <b>
                <Link href={`/@${inviter.handle}`}>{name}</Link>
              </b>{" "}
              invites you. They can’t see that you read this. If you accept, everyone in the group sees you in it.
            </Trans>
          </p>
        </div>
        {refused !== undefined && (
          <p className={css.refused} role="alert">
            {problemText(refused)}
          </p>
        )}
        <Button kind="primary" wide busy={busy} onClick={() => void accept()}>
          <Trans>Accept</Trans>
        </Button>
        <Acts onAct={(action) => answer(action, asked)} />
      </section>
    </section>
  );
}

function Group({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui();
  const { conversationId, inviter, title = "", avatar, memberCount = 0, friendsInCommon = 0 } = invitation;
  return (
    <div className={css.person}>
      <Face name={title} src={avatar?.large} size={96} seed={conversationId} square veil={useVeiled(inviter) && t`Show the picture`} />
      <p className={css.name} dir="auto">
        {title}
      </p>
      <p className={css.facts}>
        <span>
          <UsersThreeIcon />
          {plural(memberCount, { one: "# member", other: "# members" })}
        </span>
        {friendsInCommon > 0 && <span>{plural(friendsInCommon, { one: "# friend in common", other: "# friends in common" })}</span>}
      </p>
    </div>
  );
}

/** What the group is called and shows, asked for now that one opens it. */
function useOpened({ conversationId }: Invitation) {
  const store = useStore();
  const [state, setState] = useState<{ turn: number; opened?: Invitation; cause?: unknown }>({ turn: 0 });
  const { turn } = state;
  useEffect(() => {
    let here = true;
    groupActions(store)
      .openInvitation(conversationId)
      .then(
        (opened) => here && setState({ turn, opened }),
        (cause: unknown) => here && setState({ turn, cause }),
      );
    return () => {
      here = false;
    };
  }, [store, conversationId, turn]);
  return { ...state, again: () => setState({ turn: turn + 1 }) };
}
