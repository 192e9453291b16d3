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
  const text =
    request.state === "new"
      ? t`What you write comes to ${name} as a request: ${most} of text until they accept.`
      : left > 0
        ? t`${more} until they accept.`
        : t`${name} hasn’t answered yet. You can write again once they accept.`;
  return (
    <p className={css.hint} role="status">
      <HandWavingIcon size={20} />
      <span>{text}</span>
    </p>
  );
}
