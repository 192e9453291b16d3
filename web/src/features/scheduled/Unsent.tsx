import { Trans, useLingui } from "@lingui/react/macro";
import { Suspense, useCallback, useState } from "react";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { later } from "@ui/later";
import { useScheduled } from "./useScheduled";

const ScheduledList = later(() => import("./ScheduledList"));

/** A message that could not be sent at its time, as long as its person has done nothing about it. */
export function Unsent({ className }: { className?: string }) {
  const { t } = useLingui();
  const refused = useScheduled().filter((message) => message.problem);
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  return (
    <>
      {refused.length > 0 && (
        <Banner
          className={className}
          tone="danger"
          title={t`A scheduled message was not sent`}
          action={
            <Button size="small" onClick={() => setOpen(true)}>
              <Trans>Look</Trans>
            </Button>
          }
        />
      )}
      {open && (
        <Suspense fallback={null}>
          <ScheduledList waiting={refused} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
