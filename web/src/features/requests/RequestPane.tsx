import { useEffect, useRef } from "react";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowUUpLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowUUpLeft";
import { CalendarBlankIcon } from "@phosphor-icons/react/dist/csr/CalendarBlank";
import { FunnelSimpleIcon } from "@phosphor-icons/react/dist/csr/FunnelSimple";
import { HandshakeIcon } from "@phosphor-icons/react/dist/csr/Handshake";
import { ShieldCheckIcon } from "@phosphor-icons/react/dist/csr/ShieldCheck";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import { Link, useLocation } from "wouter";
import { Back } from "@ui/Back";
import { Button } from "@ui/Button";
import { Face } from "@ui/Face";
import { Failed } from "@ui/Failed";
import { useTitleFocus } from "@ui/navigation";
import { Skeleton } from "@ui/Skeleton";
import { useWide } from "@ui/useMediaQuery";
import { day, monthOf, time } from "@i18n";
import { problemText, useStore } from "@store";
import type { Conversation, Message, Profile, Timeline, TimelineState } from "@data";
import { Acts } from "./Acts";
import css from "./Request.module.css";
import { useAnswer } from "./useAnswer";
import { useVeiled } from "./useVeiled";
import { whyText } from "./why";

type Props = { conversation: Conversation; peer: Profile; state: TimelineState; timeline: Timeline };

/** A request opened: who asks and what they wrote, to be read only. Nothing of it is fetched from outside, and they see nothing of it. */
export default function RequestPane({ conversation, peer, state, timeline }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const wide = useWide();
  const [, navigate] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitleFocus(heading);
  const { id, folder, readSeq, head } = conversation;
  const why = conversation.request?.why;
  const name = peer.name || peer.handle;
  const list = folder === "hidden" ? "/inbox/requests/hidden" : "/inbox/requests";
  const answer = useAnswer((action) => action !== "accept" && action !== "show" && navigate(list, { replace: true }));
  const asked = [{ id, person: peer }];
  const Title = wide ? "h2" : "h1";

  // It is read once it is seen; that stays between this person and the server.
  const seen = state.status === "ready" ? (state.items.at(-1)?.seq ?? 0) : 0;
  useEffect(() => {
    if (seen > readSeq) store.markRead(id, Math.min(seen, head.seq));
  }, [store, id, seen, readSeq, head.seq]);

  return (
    <section className={css.pane} aria-label={t`Message request from ${name}`}>
      <header className={css.head}>
        {!wide && <Back to={list} />}
        <Title ref={heading} tabIndex={-1} className={css.title}>
          <Trans>Message request</Trans>
        </Title>
      </header>
      {/* The link to the profile in it takes the focus, and with it the keys that scroll. */}
      <div className={css.body} role="region" aria-label={t`What ${name} wrote`}>
        <Who peer={peer} conversation={conversation} />
        <Talk state={state} timeline={timeline} />
      </div>
      <section className={css.sheet} aria-label={t`Answer the request`}>
        <div className={css.safety}>
          <ShieldCheckIcon />
          <p>
            {!peer.relation?.following && (
              <b>
                <Trans>You don’t follow {name}.</Trans>{" "}
              </b>
            )}
            <Trans>They can’t see that you read this or that you’re online. Links stay plain text.</Trans>
          </p>
        </div>
        <Button kind="primary" wide onClick={() => answer("accept", asked)}>
          <Trans>Accept</Trans>
        </Button>
        {why && (
          <Button wide className={css.show} onClick={() => answer("show", asked)}>
            {{ words: t`Not offensive: move to requests`, spam: t`Not spam: move to requests`, link: t`Not suspicious: move to requests`, stranger_link: t`Welcome all the same: move to requests` }[why]}
          </Button>
        )}
        <Acts onAct={(action) => answer(action, asked)} />
      </section>
    </section>
  );
}

function Who({ peer, conversation }: { peer: Profile; conversation: Conversation }) {
  const { t } = useLingui();
  const name = peer.name || peer.handle;
  const { friendsInCommon = 0, since, vouchedBy, why } = conversation.request ?? {};
  const friend = vouchedBy && (vouchedBy.name || vouchedBy.handle);
  const month = since && monthOf(since);
  return (
    <div className={css.person}>
      <Face name={name} src={peer.avatar?.large} seed={peer.id} size={96} veil={useVeiled(peer) && t`Show the picture`} />
      <Link href={`/@${peer.handle}`} className={css.name} dir="auto">
        {name}
      </Link>
      <p className={css.handle}>@{peer.handle}</p>
      <p className={css.facts}>
        {why && (
          <span>
            <FunnelSimpleIcon />
            {whyText(why)}
          </span>
        )}
        {friend && (
          <span>
            <HandshakeIcon />
            {t`Introduced by ${friend}`}
          </span>
        )}
        {friendsInCommon > 0 && (
          <span>
            <UsersThreeIcon />
            {plural(friendsInCommon, { one: "# friend in common", other: "# friends in common" })}
          </span>
        )}
        {month && (
          <span>
            <CalendarBlankIcon />
            {t`Here since ${month}`}
          </span>
        )}
      </p>
    </div>
  );
}

function Talk({ state, timeline }: { state: TimelineState; timeline: Timeline }) {
  const { t } = useLingui();
  if (state.status === "error" && state.items.length === 0) {
    return (
      <Failed offline={!state.problem?.status} onRetry={() => timeline.toEnd()}>
        {state.problem && problemText(state.problem)}
      </Failed>
    );
  }
  if (state.items.length === 0) {
    return (
      <div className={css.talk} role="status" aria-label={t`Loading`}>
        <Skeleton shape="bubble" width="64%" />
        <Skeleton shape="bubble" width="48%" />
      </div>
    );
  }
  return (
    <>
      {state.hasOlder && (
        <Button className={css.older} size="small" kind="quiet" onClick={() => void timeline.loadOlder()}>
          <Trans>Show what came before</Trans>
        </Button>
      )}
      <ol className={css.talk}>
        {state.items.map((message, i) => (
          <Line key={message.key} message={message} before={state.items[i - 1]} />
        ))}
      </ol>
    </>
  );
}

/** Half an hour without a word shows the time again. */
const PAUSE = 30 * 60_000;

function Line({ message, before }: { message: Message; before: Message | undefined }) {
  const { t } = useLingui();
  const { at, erased, text, mine } = message;
  const clock = time(at);
  return (
    <>
      {(!before || at - before.at > PAUSE) && (
        <li className={css.day}>
          {day(at)} <time dateTime={new Date(at).toISOString()}>{clock}</time>
        </li>
      )}
      <li className={mine ? css.own : undefined}>
        {erased ? (
          <span className={css.gone}>
            <ArrowUUpLeftIcon size={17} />
            {t`Unsent message`}
          </span>
        ) : (
          <span className={css.bubble} dir="auto">
            {text}
          </span>
        )}
      </li>
    </>
  );
}
