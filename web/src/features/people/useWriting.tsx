import { useLingui } from "@lingui/react/macro";
import { ChatCircleIcon } from "@phosphor-icons/react/dist/csr/ChatCircle";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import type { MenuItem } from "@ui/Menu";
import type { Profile } from "@data";
import { useMessage } from "./useMessage";

/** The way to write to someone as an item of a menu, which says beforehand what it will be; none where one can't write. */
export function useWriting({ id, reach }: Profile): MenuItem[] {
  const { t } = useLingui();
  const { message } = useMessage();
  if (reach?.outcome === "none") return [];
  const asks = reach?.outcome === "request";
  return [{ id: "message", label: asks ? t`Send a request` : t`Message`, icon: asks ? <HandWavingIcon /> : <ChatCircleIcon />, onAction: () => message(id) }];
}
