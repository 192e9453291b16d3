import { plural } from "@lingui/core/macro";
import { ClockIcon } from "@phosphor-icons/react/dist/csr/Clock";
import { Suspense, useCallback, useState } from "react";
import type { ID, Mentions } from "@data";
import { later } from "@ui/later";
import css from "./Scheduled.module.css";
import { useScheduled } from "./useScheduled";

const ScheduledList = later(() => import("./ScheduledList"));

type Props = { id: ID; className?: string; mentions?: (text: string) => Mentions | undefined };

/** Beside the field, where something waits to be sent. */
export function ScheduledButton({ id, className, mentions }: Props) {
  const waiting = useScheduled(id);
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const failed = waiting.filter((message) => message.problem).length;
  const label = failed > 0 ? plural(failed, { one: "# scheduled message was not sent", other: "# scheduled messages were not sent" }) : plural(waiting.length, { one: "# scheduled message", other: "# scheduled messages" });
  if (waiting.length === 0) return null;
  return (
    <>
      <button type="button" className={failed > 0 ? `${className ?? ""} ${css.failed}` : className} aria-label={label} title={label} onClick={() => setOpen(true)}>
        <ClockIcon weight={failed > 0 ? "fill" : "regular"} />
      </button>
      {open && (
        <Suspense fallback={null}>
          <ScheduledList waiting={waiting} mentions={mentions} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
