import { useLingui } from "@lingui/react/macro";
import { ChatCircleIcon } from "@phosphor-icons/react/dist/csr/ChatCircle";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import type { MenuItem } from "@ui/Menu";
import { reachText } from "@store";
import type { Profile } from "@data";
import { useMessage } from "./useMessage";

/** The way to write to someone as an item of a menu, which says beforehand what it will be, or why one can't. */
export function useWriting({ id, reach }: Profile): MenuItem[] {
  const { t } = useLingui();
  const { message } = useMessage();
  if (reach?.outcome === "none") return [{ id: "message", label: reachText(reach), icon: <ProhibitIcon />, disabled: true, onAction: () => undefined }];
  const asks = reach?.outcome === "request";
  return [{ id: "message", label: asks ? t`Send a request` : t`Message`, icon: asks ? <HandWavingIcon /> : <ChatCircleIcon />, onAction: () => message(id) }];
}
