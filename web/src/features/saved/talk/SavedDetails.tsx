import { Trans, useLingui } from "@lingui/react/macro";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import type { Conversation } from "@data";
import { useStore } from "@store";
import { Row } from "@ui/Row";
import { useWide } from "@ui/useMediaQuery";
import { removeAfterAsking } from "@features/inbox";
import { SavedFace } from "../SavedFace";
import css from "./saved.module.css";

/** What one saves: what it is, and how it behaves; `children` stand below its name. */
export default function SavedDetails({ conversation, children }: { conversation: Conversation; children: ReactNode }) {
  const { t } = useLingui();
  const store = useStore();
  const [, navigate] = useLocation();
  const Title = useWide() ? "h2" : "h1";
  const remove = async () => {
    if (await removeAfterAsking(store, conversation, "")) navigate("/inbox");
  };
  return (
    <>
      <div className={css.about}>
        <SavedFace size={96} />
        <Title className={css.name} tabIndex={-1}>
          <Trans>Saved</Trans>
        </Title>
        <p className={css.hint}>
          <Trans>Only you see this, on all your devices.</Trans>
        </p>
      </div>
      {children}
      <div className={css.list}>
        <Row compact danger leading={<TrashIcon />} title={t`Delete conversation`} onPress={() => void remove()} />
      </div>
    </>
  );
}
