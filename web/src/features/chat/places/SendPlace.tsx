import { Trans, useLingui } from "@lingui/react/macro";
import { InfoIcon } from "@phosphor-icons/react/dist/csr/Info";
import { useEffect, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { isGroup, type Content, type Place } from "@data";
import { useConversation, useMyId, useSession } from "@store";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { Mark } from "@ui/Mark";
import { RadioGroup } from "@ui/RadioGroup";
import { TextField } from "@ui/TextField";
import css from "./Places.module.css";
import { useWithin, Words } from "./PlaceCard";
import { Shown } from "./Shown";
import { ABOUT, locate, roughly, rounded, type Trouble } from "./place";
import { useStill } from "./useStill";
import { useStills } from "../photos/taken";

const LABEL = 100;

type Props = { id: string; onSend: (content: Content) => void; onClose: () => void };

/** Where one is, shown before it is sent, as precisely as one chooses. */
export default function SendPlace({ id, onSend, onClose }: Props) {
  const { t } = useLingui();
  const { place, trouble, again } = usePlace();
  const { young, exact } = useRules(id);
  // The server of tiles is asked for the map that is shown: where exactly one is only once one wants to tell it.
  const maps = useStills();
  const [precise, setPrecise] = useState(exact && !young && !maps);
  const [label, setLabel] = useState("");
  const shown = useMemo(() => place && (precise && place.accuracy < ABOUT ? rounded(place) : roughly(place)), [place, precise]);
  const still = useStill(shown);
  const me = useMyId();
  const within = useWithin(place?.accuracy ?? 0);
  const send = () => shown && onSend({ type: "location", text: label.trim(), location: { ...shown, still } });
  return createPortal(
    <Dialog
      open
      title={t`Send your location`}
      onClose={onClose}
      actions={
        trouble ? (
          <Button kind="primary" onClick={again}>
            <Trans>Try again</Trans>
          </Button>
        ) : (
          <Button kind="primary" disabled={!shown} onClick={send}>
            <Trans>Send</Trans>
          </Button>
        )
      }
    >
      <div className={css.sheet}>
        {!shown && !trouble && (
          <div className={css.waiting} role="status">
            <Mark state="typing" size={40} />
            <p>
              <Trans>Looking where you are…</Trans>
              <small>
                <Trans>Your browser may ask you first.</Trans>
              </small>
            </p>
          </div>
        )}
        {trouble && <Troubled trouble={trouble} />}
        {place && shown && (
          <>
            <div className={css.found}>
              <Shown place={{ ...shown, still }} sender={me ?? ""} />
              <div role="status">
                <Words place={shown} />
              </div>
            </div>
            {young && (
              <Banner tone="info" title={t`Only for people you know and trust`}>
                {exact ? t`A place tells where you can be found. The approximate one is enough to say where you are about.` : t`A place tells where you can be found. Below 18, the exact one goes to friends only, one by one.`}
              </Banner>
            )}
            <RadioGroup
              label={t`How precise`}
              value={precise && place.accuracy < ABOUT ? "exact" : "about"}
              onChange={(value) => setPrecise(value === "exact")}
              options={[
                { value: "exact", label: t`Exact`, hint: place.accuracy < ABOUT ? within : t`Your device knows about where it is, not more.`, disabled: !exact || place.accuracy >= ABOUT },
                { value: "about", label: t`Approximate`, hint: t`The neighbourhood: rounded to about 1 km.` },
              ]}
            />
            <TextField label={t`What is there (optional)`} value={label} maxLength={LABEL} onChange={setLabel} />
            <p className={css.note}>
              <InfoIcon size={20} />
              <Trans>Sent once, as it is now: nobody follows where you go. Whoever reads it can pass it on.</Trans>
            </p>
          </>
        )}
      </div>
    </Dialog>,
    document.querySelector("main") ?? document.body,
  );
}

function Troubled({ trouble }: { trouble: Trouble }) {
  const { t } = useLingui();
  const [title, text] = {
    none: [t`No location here`, t`This browser can’t tell where you are. It needs a secure address (https).`],
    denied: [t`Your browser doesn’t allow it`, t`Allow the location for this page in the browser’s or the device’s settings, then try again.`],
    unavailable: [t`Your device doesn’t know where it is`, t`Switch its location on, or go where it has a better signal.`],
    timeout: [t`It took too long`, t`Your device did not find out where it is. Try again, best near a window or outside.`],
    vague: [t`Too vague`, t`Your device knows where it is within more than 100 km, which says nothing.`],
  }[trouble];
  return (
    <Banner tone="danger" title={title}>
      {text}
    </Banner>
  );
}

/** Asks once, and again when one wants to. */
function usePlace() {
  const [turn, setTurn] = useState(0);
  const [found, setFound] = useState<{ turn: number; place?: Place; trouble?: Trouble }>({ turn });
  useEffect(() => {
    let wanted = true;
    locate().then(
      (place) => wanted && setFound({ turn, place }),
      (trouble: Trouble) => wanted && setFound({ turn, trouble }),
    );
    return () => {
      wanted = false;
    };
  }, [turn]);
  const { place, trouble } = found.turn === turn ? found : {};
  return { place, trouble, again: () => setTurn(turn + 1) };
}

/** Whether one is below 18, and whether one may tell here where exactly one is: see policy.MayPinpoint. */
function useRules(id: string): { young: boolean; exact: boolean } {
  const { me } = useSession();
  const conversation = useConversation(id);
  const young = me !== undefined && isYoung(me.birthDate);
  const other = conversation?.members.find(({ account }) => account.id !== me?.id)?.account;
  const friend = conversation !== undefined && !isGroup(conversation) && (!other || other.relation?.friend === true);
  return { young, exact: !young || friend };
}

function isYoung(birthDate: string): boolean {
  const grown = new Date(birthDate);
  grown.setUTCFullYear(grown.getUTCFullYear() + 18);
  return Date.now() < grown.getTime();
}
