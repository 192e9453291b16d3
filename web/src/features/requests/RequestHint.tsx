import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import type { MessageRequest } from "@data";
import css from "./RequestHint.module.css";

/** Above the composer of who asks to write: what it will be, and how much is left of it. */
export default function RequestHint({ request, name }: { request: MessageRequest; name: string }) {
  const { t } = useLingui();
  const left = request.left ?? 0;
  const more = plural(left, { one: "# more message", other: "# more messages" });
  const most = plural(left, { one: "one message", other: "up to # messages" });
  const { vouchedBy } = request;
  const friend = vouchedBy && (vouchedBy.name || vouchedBy.handle);
  const text = () => {
    if (request.state === "new" && friend) return t`${friend} introduced you. What you write comes to ${name} as a request with ${friend}’s name on it: ${most} of text until they accept.`;
    if (request.state === "new") return t`What you write comes to ${name} as a request: ${most} of text until they accept.`;
    return left > 0 ? t`${more} until they accept.` : t`${name} hasn’t answered yet. You can write again once they accept.`;
  };
  return (
    <p className={css.hint} role="status">
      <HandWavingIcon size={20} />
      <span>{text()}</span>
    </p>
  );
}
