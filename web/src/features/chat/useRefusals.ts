import { useEffect } from "react";
import { problemText, useStore } from "@store";
import { toast } from "@ui/toast";

/** Says when the server refused something in this conversation that was already shown as done. */
export function useRefusals(id: string): void {
  const store = useStore();
  useEffect(
    () =>
      store.onRefusal(({ conversationId, problem }) => {
        if (conversationId === id) toast(problemText(problem));
      }),
    [store, id],
  );
}
