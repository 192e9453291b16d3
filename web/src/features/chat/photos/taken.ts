import { useEffect, useState } from "react";
import { useStore } from "@store";
import type { ServerInfo } from "@data";

let known: ServerInfo | undefined;

/** What this server takes as a video; undefined where it takes none, and until it has said so. */
export function useVideos(): ServerInfo["videos"] {
  return useServer()?.videos;
}

/** How large a photo may be that this server takes, in megabytes; undefined until it has said so. */
export function usePhotoSize(): number | undefined {
  return useServer()?.photos.mb;
}

/** Whether this server makes stills of maps; not until it has said so. */
export function useStills(): boolean {
  return useServer()?.stills === true;
}

/** What this server says of itself. It is asked once. */
function useServer(): ServerInfo | undefined {
  const { api } = useStore();
  const [server, setServer] = useState(known);
  useEffect(() => {
    if (known) return;
    let here = true;
    api.getServer().then(
      (info) => {
        known = info;
        if (here) setServer(info);
      },
      () => undefined, // Unreachable: it is asked again in the next conversation.
    );
    return () => {
      here = false;
    };
  }, [api]);
  return server;
}
