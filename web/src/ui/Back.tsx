import { ArrowLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowLeft";
import { useLingui } from "@lingui/react/macro";
import { useLocation } from "wouter";
import { IconButton } from "./IconButton";

/** Whether the entry before this one in the browser's history is ours. */
function cameFromHere(): boolean {
  const state: unknown = window.history.state;
  return typeof state === "object" && state !== null && "place" in state && Number(state.place) > 0;
}

/** The way back: to an address, or (true) to where one came from, or home when one came from elsewhere. */
export function Back({ to }: { to: string | true }) {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const back = () => {
    if (to === true && cameFromHere()) window.history.back();
    else navigate(to === true ? "/" : to);
  };
  return <IconButton label={t`Back`} icon={<ArrowLeftIcon />} onClick={back} />;
}
