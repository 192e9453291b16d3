import { ArrowLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowLeft";
import { useLingui } from "@lingui/react/macro";
import { IconButton } from "./IconButton";
import { useWayBack } from "./navigation";

/** The arrow to an address, or (true) to where one came from. */
export function Back({ to }: { to: string | true }) {
  const { t } = useLingui();
  return <IconButton label={t`Back`} icon={<ArrowLeftIcon />} onClick={useWayBack(to)} />;
}
