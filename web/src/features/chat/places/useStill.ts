import { useEffect, useRef, useState } from "react";
import type { Place, Still } from "@data";
import { useStore } from "@store";
import { useStills } from "../photos/taken";

/** The map around a place that is about to be sent, once the server has made it; without one the place is sent as it is drawn. */
export function useStill(place: Place | undefined): Still | undefined {
  const { api } = useStore();
  const made = useStills();
  const asked = useRef(new Map<string, Promise<Still | undefined>>());
  const [found, setFound] = useState<{ place: Place; still: Still | undefined }>();
  useEffect(() => {
    if (!place || !made) return;
    let wanted = true;
    const key = JSON.stringify(place);
    const answer = asked.current.get(key) ?? api.ask((http) => http.POST("/v1/stills", { body: place })).catch(() => undefined);
    asked.current.set(key, answer);
    void answer.then((still) => {
      if (!still) asked.current.delete(key); // it may be there the next time
      if (wanted) setFound({ place, still });
    });
    return () => {
      wanted = false;
    };
  }, [api, place, made]);
  return found && found.place === place ? found.still : undefined;
}
