import { plural, t as now } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Problem, type ID, type Message } from "@data";
import { onRefused } from "@data/forward";
import { problemText, useStore } from "@store";
import { toast } from "@ui/toast";
import SendTo from "./SendTo";

/** What those are called to whom a message was forwarded from here: who refuses it is named when the answer comes. */
const names = new Map<ID, string>();

onRefused((conversation, problem) => {
  const name = names.get(conversation);
  if (name !== undefined) toast(`${now`Not forwarded to ${name}.`} ${whyNot(problem)}`);
});

function whyNot(problem: unknown): string {
  const gone = problem instanceof Problem && (problem.code === "not_found" || problem.code === "not_forwardable");
  return gone ? now`This message can’t be forwarded any more.` : problemText(problem);
}

/** Where a message goes on to. */
export default function ForwardDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useLingui();
  const store = useStore();
  const { content, source } = forwarded(message);
  return (
    <SendTo
      title={t`Forward to`}
      note={t`It says “Forwarded”, and not who wrote it.`}
      action={(count) => (count > 1 ? t`Forward (${count})` : t`Forward`)}
      done={(count, name) => (count === 1 ? t`Forwarded to ${name}` : plural(count, { one: "Forwarded to # conversation", other: "Forwarded to # conversations" }))}
      from={message.conversationId}
      textOnly={content.type === "text"}
      send={(id, name) => {
        names.set(id, name);
        return store.say(id, content, { forward: source });
      }}
      onClose={onClose}
    />
  );
}

/** What leaves, as it shows until it has. */
function forwarded({ conversationId, seq = 0, sender, text, photos, voice, file, profile, location, forwarded: times = 0 }: Message) {
  const type = profile ? ("profile" as const) : location ? ("location" as const) : photos ? ("photos" as const) : file ? ("file" as const) : voice ? ("voice" as const) : ("text" as const);
  return { content: { type, text, photos, voice, file, profile, location, forwarded: times + 1 }, source: { conversationId, seq, sender } };
}
