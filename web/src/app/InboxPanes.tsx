import { Trans, useLingui } from "@lingui/react/macro";
import { useConversation, useReadable, useStore } from "@store";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { EmptyState } from "@ui/EmptyState";
import { useWayBack } from "@ui/navigation";
import { useDetailsPane } from "@ui/panes";
import { SkeletonRows } from "@ui/Skeleton";
import { useExtraWide, useWide } from "@ui/useMediaQuery";
import { Activity, Suspense, type RefObject } from "react";
import { useLocation } from "wouter";
import { ConversationPane, DetailsPane } from "./features";
import { ListPane } from "./ListPane";
import { conversationOf } from "./paths";
import styles from "./Panes.module.css";

/** The inbox and its conversation: one at a time on the phone, side by side elsewhere, with details where there is room. */
export function InboxPanes({ main }: { main: RefObject<HTMLElement | null> }) {
  const { t } = useLingui();
  const wide = useWide();
  const extraWide = useExtraWide();
  const [detailsShown] = useDetailsPane();
  const [path] = useLocation();
  const open = useOpen(path);
  const closeDetails = useWayBack(`/c/${open?.id}`);
  const third = extraWide && open !== undefined && !open.asks && (detailsShown || open.details);
  const details = open && (
    <Suspense fallback={<SkeletonRows count={3} />}>
      <DetailsPane id={open.id} />
    </Suspense>
  );

  if (!wide) {
    return (
      <main ref={main} id="main" tabIndex={-1} className={styles.one}>
        {/* The list is kept under the conversation, with its place. */}
        <Activity mode={open ? "hidden" : "visible"}>
          <div className={styles.fill}><ListPane /></div>
        </Activity>
        {open && <Suspense fallback={null}>{open.details ? details : <ConversationPane key={open.id} id={open.id} />}</Suspense>}
      </main>
    );
  }
  return (
    <div className={third ? styles.three : styles.two}>
      <section className={styles.list} aria-label={t`Conversations`}><ListPane /></section>
      <main ref={main} id="main" tabIndex={-1} className={styles.stage}>
        {open ? <Suspense fallback={null}><ConversationPane key={open.id} id={open.id} /></Suspense> : <NothingOpen />}
      </main>
      {third && <aside className={styles.details} aria-label={t`Details`}>{details}</aside>}
      {!extraWide && (
        <Dialog side="right" title={t`Details`} hideHeader open={open?.details === true} onClose={() => open?.details && closeDetails()}>
          {details}
        </Dialog>
      )}
    </div>
  );
}

/** The open conversation. Someone who asks to write is read and answered in one place: there are no details beside it. */
function useOpen(path: string) {
  const open = conversationOf(path);
  const conversation = useConversation(open?.id);
  const invited = useReadable(useStore().invitations)?.some((one) => one.conversationId === open?.id);
  const asks = conversation?.request?.state === "received" || (invited && !conversation);
  return open && { ...open, asks, details: open.details && !asks };
}

function NothingOpen() {
  return (
    <EmptyState art="seat" title={<Trans>Shall we talk?</Trans>} action={<Button kind="primary" href="/inbox/new"><Trans>New message</Trans></Button>}>
      <Trans>Choose a conversation, or start one.</Trans>
    </EmptyState>
  );
}
