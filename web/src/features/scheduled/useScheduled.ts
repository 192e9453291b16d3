import { useEffect, useState } from "react";
import type { ID } from "@data";
import { listScheduled, type ScheduledMessage } from "@data/scheduled";
import { useReadable, useStore } from "@store";

/** What waits to be sent, in one conversation or all, read again when the server tells that it changed. What cannot be had now is not shown. */
export function useScheduled(id?: ID): ScheduledMessage[] {
  const { api, safety } = useStore();
  const turn = useReadable(safety.changes);
  const [all, setAll] = useState<ScheduledMessage[]>([]);
  useEffect(() => {
    let here = true;
    listScheduled(api).then(
      (list) => here && setAll(list),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [api, turn]);
  return id === undefined ? all : all.filter((message) => message.conversationId === id);
}
