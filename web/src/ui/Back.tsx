import { ArrowLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowLeft";
import { useLingui } from "@lingui/react/macro";
import { useLocation } from "wouter";
import { IconButton } from "./IconButton";
import { cameFrom } from "./navigation";

/**
 * The way back: to an address, or (true) to where one came from, or home when one came from elsewhere. Where one came
 * from is gone back to; anything else takes this screen's place, so that the next way back does not lead here again.
 */
export function Back({ to }: { to: string | true }) {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const back = () => {
    const from = cameFrom();
    if (from !== undefined && (to === true || to === from)) window.history.back();
    else navigate(to === true ? "/" : to, { replace: true });
  };
  return <IconButton label={t`Back`} icon={<ArrowLeftIcon />} onClick={back} />;
}
