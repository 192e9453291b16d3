import { useStore } from "@store";
import type { ServerInfo } from "@data";

/** Whether both this browser and the server can do passkeys; false until the server has said so: the password way is always there. */
export function usePasskeys(server: ServerInfo | undefined): boolean {
  const { auth } = useStore();
  return server?.passkeys === true && auth.passkeysSupported();
}
