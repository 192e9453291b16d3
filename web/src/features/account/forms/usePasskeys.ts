import { useEffect, useState } from "react";
import { useStore } from "@store";

/** Whether both this browser and this server can do passkeys; false until the server has said so. */
export function usePasskeys(): boolean {
  const { api, auth } = useStore();
  const [server, setServer] = useState(false);
  useEffect(() => {
    let here = true;
    api.getServer().then(
      (info) => here && setServer(info.passkeys),
      () => undefined, // Unreachable: the password way stays, and sending says what is wrong.
    );
    return () => {
      here = false;
    };
  }, [api]);
  return server && auth.passkeysSupported();
}
