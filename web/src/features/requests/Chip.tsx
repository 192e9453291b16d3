import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { FunnelSimpleIcon } from "@phosphor-icons/react/dist/csr/FunnelSimple";
import { HandshakeIcon } from "@phosphor-icons/react/dist/csr/Handshake";
import { UserIcon } from "@phosphor-icons/react/dist/csr/User";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import type { MessageRequest, Profile } from "@data";
import css from "./Requests.module.css";
import { whyText } from "./why";

/** What is known of who asks: why it was set apart, who introduced them, whom one has in common. */
export function Chip({ request, person }: { request: MessageRequest | undefined; person: Profile }) {
  const { t } = useLingui();
  const { why, vouchedBy, friendsInCommon = 0 } = request ?? {};
  const friend = vouchedBy && (vouchedBy.name || vouchedBy.handle);
  if (why) return <Line icon={<FunnelSimpleIcon />} text={whyText(why)} />;
  if (friend) return <Line icon={<HandshakeIcon />} text={t`Introduced by ${friend}`} />;
  if (friendsInCommon > 0) return <Line icon={<UsersThreeIcon />} text={plural(friendsInCommon, { one: "# friend in common", other: "# friends in common" })} />;
  return <Line icon={<UserIcon />} text={`@${person.handle}`} />;
}

function Line({ icon, text }: { icon: React.ReactNode; text: string }) {
  return (
    <span className={css.chip}>
      {icon}
      <span>{text}</span>
    </span>
  );
}
