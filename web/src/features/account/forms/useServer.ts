import { useEffect, useState } from "react";
import { useStore } from "@store";
import type { ServerInfo } from "@data";

/** What this server is and offers; undefined until it has said so. */
export function useServer(): ServerInfo | undefined {
  const { api } = useStore();
  const [server, setServer] = useState<ServerInfo>();
  useEffect(() => {
    let here = true;
    api.getServer().then(
      (info) => here && setServer(info),
      () => undefined, // Unreachable: sending says what is wrong.
    );
    return () => {
      here = false;
    };
  }, [api]);
  return server;
}
