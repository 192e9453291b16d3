import { Trans, useLingui } from "@lingui/react/macro";
import { useWide } from "@ui/useMediaQuery";
import { useSession, useStaff } from "@store";
import { Suspense, useRef } from "react";
import { useLocation } from "wouter";
import { ConnectionBanner } from "./ConnectionBanner";
import { ErrorBoundary } from "./ErrorBoundary";
import styles from "./Frame.module.css";
import { CountTime, Moderation, NewSignIn, ReportHost } from "./features";
import { InboxPanes } from "./InboxPanes";
import { Navigation } from "./Navigation";
import { NotFound } from "./NotFound";
import { PageTitle } from "./PageTitle";
import { hasBar, isModeration, tabOf } from "./paths";
import { SinglePane } from "./SinglePane";
import { usePrefetch } from "./usePrefetch";

/** Who was born before this day is grown up: a little more than 18 years ago. */
const GROWN = new Date(Date.now() - 18.1 * 365.25 * 24 * 3_600_000).toISOString();

/** The signed-in app: navigation, and one, two or three panes. */
export function Frame() {
  const { t } = useLingui();
  const wide = useWide();
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  usePrefetch();
  const inbox = tabOf(path) === "inbox";
  // The console is a room of its own, with its own way back.
  const console = useStaff() && isModeration(path);
  const rail = wide && !console;
  const { me } = useSession();
  const asked = me?.newSignIns?.length;
  // Who may have a guardian: whether they have, what is loaded for it finds out.
  const young = me && me.birthDate > GROWN;
  return (
    <div className={rail ? styles.wide : styles.phone}>
      <a className={styles.skip} href="#main" onClick={(event) => {
        event.preventDefault();
        main.current?.focus();
      }}>
        <Trans>Skip to content</Trans>
      </a>
      <PageTitle />
      {rail && <header className={styles.rail} aria-label={t`Causerie`}><Navigation rail /></header>}
      <div className={styles.area}>
        <ConnectionBanner slim={!wide && !hasBar(path)} />
        {asked && <Suspense fallback={null}><NewSignIn /></Suspense>}
        <ErrorBoundary place={path}>
          {console ? <Suspense fallback={null}><Moderation main={main} nowhere={<NotFound />} /></Suspense> : inbox ? <InboxPanes main={main} /> : <SinglePane main={main} />}
        </ErrorBoundary>
      </div>
      {!wide && hasBar(path) && <Navigation rail={false} />}
      <ReportHost />
      {young && <Suspense fallback={null}><CountTime /></Suspense>}
    </div>
  );
}
