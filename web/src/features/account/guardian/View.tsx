import { useCallback } from "react";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { day as dayText, longDate } from "@i18n";
import type { ID } from "@data";
import { LoadFailure, Loading } from "../settings/Loading";
import css from "../settings/pages.module.css";
import record from "../settings/record.module.css";
import { useGuardians, useTold } from "./useGuardians";

/** All that a guardian sees of a young person, and that this person sees that they see. */
export function View({ id }: { id: ID }) {
  const { t } = useLingui();
  const guardians = useGuardians();
  const { loaded, reload } = useTold(useCallback(() => guardians.view(id), [guardians, id]));
  if (loaded.status === "loading") return <Loading rows={4} />;
  if (loaded.status === "error") return <LoadFailure cause={loaded.cause} onRetry={reload} />;
  const { settings, time, contacts } = loaded.value;
  const who = {
    everyone: t`Everyone`,
    suggested: t`Suggested friends`,
    friends: t({ message: "Friends", context: "who can write" }),
    nobody: t`Nobody`,
  };
  const onOff = (on: boolean) => (on ? t({ message: "On", context: "a setting" }) : t({ message: "Off", context: "a setting" }));
  return (
    <div className={css.seen}>
      <h3>{t`Settings`}</h3>
      <Facts
        facts={[
          [t`Who can send direct messages`, who[settings.directMessages]],
          [t`Private account`, onOff(settings.private)],
          [t`When they are here`, onOff(settings.presence)],
          [t`Read receipts`, onOff(settings.readReceipts)],
          [t`Delivery receipts`, onOff(settings.deliveryReceipts)],
          [t`Typing`, onOff(settings.typing)],
        ]}
      />
      <h3>{t`Time with the app on screen`}</h3>
      <Facts facts={time.map(({ day, minutes }) => [dayText(`${day}T12:00`), lengthText(minutes)])} />
      <p className={record.when}>{t`In quarters of an hour, since the link began, as far as the devices were online.`}</p>
      <h3>{t`New contacts`}</h3>
      <Facts
        facts={contacts.map(({ from, contacts: n }) => {
          const first = longDate(`${from}T12:00`);
          return [t`Week from ${first}`, plural(n, { one: "# new contact", other: "# new contacts" })];
        })}
      />
      <p className={record.when}>{t`New friends, and people whose conversation was accepted. Who they are isn’t shown.`}</p>
    </div>
  );

  function lengthText(minutes: number): string {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    return hours > 0 ? t`${hours} h ${rest} min` : t`${rest} min`;
  }
}

function Facts({ facts }: { facts: [name: string, value: string][] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
