import { useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useRef, useState } from "react";
import type { Beside, Card } from "@data";
import { useMyId, useSession, useStore } from "@store";
import { IconButton } from "@ui/IconButton";
import { CardBody } from "./CardBody";
import { firstLink, shownCard } from "./card";
import css from "./Links.module.css";

/** The server is asked about an address that has stood still for so long. */
const PAUSE = 700;

export interface Writing {
  text: string;
  /** Is told what goes with the text. */
  onLink: (link: Beside | undefined) => void;
}

/** The page that a text leads to, above the field: it goes with the message, unless one takes it away. */
export function LinkTray({ text, onLink }: Writing) {
  const { t } = useLingui();
  const store = useStore();
  const me = useMyId();
  const { privacy } = useSession();
  const asked = useRef(new Map<string, Promise<Card | undefined>>());
  const [removed, setRemoved] = useState<string>();
  const [found, setFound] = useState<{ link: string; card: Card | undefined }>();
  const first = privacy?.linkPreviews === false ? undefined : firstLink(text);
  const link = first === removed ? undefined : first;

  useEffect(() => {
    if (link === undefined) return;
    let over = false;
    const timer = setTimeout(
      () => {
        // Without an answer there is no preview, and the link works all the same.
        const answer = asked.current.get(link) ?? store.api.ask((http) => http.POST("/v1/previews", { body: { url: link } })).catch(() => undefined);
        asked.current.set(link, answer);
        void answer.then((card) => !over && setFound({ link, card }));
      },
      asked.current.has(link) ? 0 : PAUSE,
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [store, link]);

  const card = found?.link === link ? shownCard(text, found?.card) : undefined;
  useEffect(() => {
    onLink(card && { type: "link", preview: card });
    return () => onLink(undefined);
  }, [card, onLink]);

  return (
    card && (
      <div className={css.tray} role="group" aria-label={t`Preview of the link`}>
        <div className={css.trayCard}>
          <CardBody card={card} sender={me ?? ""} small />
        </div>
        <IconButton label={t`Send without the preview`} icon={<XIcon size={20} />} onClick={() => setRemoved(link)} />
      </div>
    )
  );
}
