import { ArrowLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowLeft";
import { useLingui } from "@lingui/react/macro";
import { useLocation } from "wouter";
import { IconButton } from "./IconButton";

/** The way back: to an address, or (true) to where one came from, or home when one came from elsewhere. */
export function Back({ to }: { to: string | true }) {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const back = () => {
    if (to === true && window.history.length > 1 && window.history.state?.causerie === true) window.history.back();
    else navigate(to === true ? "/" : to);
  };
  return <IconButton label={t`Back`} icon={<ArrowLeftIcon />} onClick={back} />;
}
