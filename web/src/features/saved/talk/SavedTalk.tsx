import { Trans, useLingui } from "@lingui/react/macro";
import type { Conversation, Timeline, TimelineState } from "@data";
import { HeaderFrame, Talk, type Party } from "@features/chat";
import { SavedFace } from "../SavedFace";
import css from "./saved.module.css";

type Props = { conversation: Conversation; state: TimelineState; timeline: Timeline };

/** A conversation with oneself: nobody types, nobody reads, and there is nobody to report. */
export default function SavedTalk({ conversation, state, timeline }: Props) {
  const { t } = useLingui();
  const party: Party = {
    name: t`yourself`,
    nameOf: () => t`You`,
    header: (onSearch) => (
      <HeaderFrame conversation={conversation} name={t`Saved`} face={<SavedFace size={40} />} onSearch={onSearch}>
        <span className={css.line}>
          <Trans>Only you see this</Trans>
        </span>
      </HeaderFrame>
    ),
    beginning: () => <Beginning />,
    typing: undefined,
    report: () => undefined,
    hiding: t`It goes from all your devices.`,
    unsending: t`It is erased from all your devices and the server.`,
  };
  return <Talk conversation={conversation} party={party} state={state} timeline={timeline} />;
}

function Beginning() {
  return (
    <div className={css.begin}>
      <SavedFace size={96} />
      <p className={css.name}>
        <Trans>Saved</Trans>
      </p>
      <p className={css.hint}>
        <Trans>Notes, photos, files, and what you forward here. Only you see them, on all your devices.</Trans>
      </p>
    </div>
  );
}
