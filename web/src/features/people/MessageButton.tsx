import { useLingui } from "@lingui/react/macro";
import { Button, type ButtonKind } from "@ui/Button";
import { useInbox } from "@store";
import type { Profile } from "@data";
import { nameOf } from "./names";
import { useMessage } from "./useMessage";

type Props = { person: Profile; size?: "small"; kind?: ButtonKind };

/**
 * The way to write to someone, saying beforehand what it will be: a message or a request. Where one can't write there is no
 * button, but for what was written before.
 */
export function MessageButton({ person, size, kind }: Props) {
  const { t } = useLingui();
  const { opening, message } = useMessage();
  const { items } = useInbox("inbox");
  const name = nameOf(person);
  const outcome = person.reach?.outcome;
  const talked = items.some(({ peer }) => peer?.id === person.id);
  if (outcome === "none" && !talked) return null;
  const words = outcome === "none" ? t`Open conversation` : outcome === "request" ? t`Send a request` : t`Message`;
  const labels = { [t`Message`]: t`Message ${name}`, [t`Send a request`]: t`Send a request to ${name}`, [t`Open conversation`]: t`Open the conversation with ${name}` };
  return (
    <Button kind={kind} size={size} busy={opening === person.id} aria-label={size ? labels[words] : undefined} onClick={() => message(person.id)}>
      {words}
    </Button>
  );
}
