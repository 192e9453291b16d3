import { useEffect, useState, type ReactNode } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Unsent } from "@features/scheduled";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { dateTime } from "@i18n";
import { useReadable, useStore } from "@store";
import type { OwnDecision } from "@data";
import { decisionText, holds, newsOf } from "../decisions";
import { Announcement } from "./Announcement";
import { Birthday } from "./Birthday";
import css from "./notices.module.css";

const PAGE = "/settings/safety/decisions";

/** Above the inbox: what somebody has to know before they write on, and what those who run the server announce. */
export default function Notices(): ReactNode {
  return (
    <>
      <Decided />
      <Birthday />
      <Unsent className={css.notice} />
      <Announcement />
    </>
  );
}

/** What keeps someone from writing as long as it does, and what the moderators decided since they last looked. */
function Decided() {
  const { t } = useLingui();
  const decisions = useDecisions();
  const seen = useReadable(useStore().safety.seen);
  const holding = decisions.find((one) => holds(one));
  const fresh = decisions.find((one) => newsOf(one).some((name) => !seen.includes(name)));
  if (!holding && !fresh) return null;
  const until = holding?.until && dateTime(holding.until);
  const title = fresh?.appeal?.answer ? t`Your appeal is answered` : fresh?.undoneAt ? t`A decision about you was taken back` : fresh ? decisionText(fresh.action) : decisionText((holding as OwnDecision).action);
  return (
    <Banner
      className={css.notice}
      tone={holding ? "danger" : "info"}
      title={title}
      action={
        <Button size="small" href={PAGE}>
          <Trans>Read why</Trans>
        </Button>
      }
    >
      {until ? t`Until ${until}.` : <Trans>The moderators decided it. You can read why, and appeal.</Trans>}
    </Banner>
  );
}

/** What was decided, read again when the server tells of something. What cannot be had now is not shown. */
function useDecisions(): OwnDecision[] {
  const { api, safety } = useStore();
  const turn = useReadable(safety.changes);
  const [decisions, setDecisions] = useState<OwnDecision[]>([]);
  useEffect(() => {
    let here = true;
    api.getDecisions().then(
      (record) => here && setDecisions(record.decisions),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [api, turn]);
  return decisions;
}
