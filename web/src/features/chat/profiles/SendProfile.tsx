import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import type { Profile } from "@data";
import { useStore } from "@store";
import SendTo from "../forward/SendTo";

/** To which conversations somebody's profile goes. */
export default function SendProfile({ person, onClose }: { person: Pick<Profile, "id" | "name" | "handle">; onClose: () => void }) {
  const { t } = useLingui();
  const store = useStore();
  const whose = person.name || person.handle;
  return (
    <SendTo
      title={t`Send the profile of ${whose}`}
      note={t`Each sees what this profile shows them, also when it changes.`}
      action={(count) => (count > 1 ? t`Send (${count})` : t`Send`)}
      done={(count, name) => (count === 1 ? t`Sent to ${name}` : plural(count, { one: "Sent to # conversation", other: "Sent to # conversations" }))}
      textOnly={false}
      send={(id) => store.say(id, { type: "profile", profile: person.id })}
      onClose={onClose}
    />
  );
}
