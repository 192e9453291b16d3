import { useCallback, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { Row } from "@ui/Row";
import { toast } from "@ui/toast";
import { usePages, useStore } from "@store";
import type { Page, Profile } from "@data";
import type { GuardianLink } from "@data/guardian";
import { LoadFailure, Loading } from "../settings/Loading";
import css from "../settings/pages.module.css";
import { linkProblem } from "./problem";
import { useGuardians } from "./useGuardians";

type Props = { young: boolean; links: GuardianLink[]; onChange: () => void };

/** One's friends, each with the way to ask them. */
export function AskFriends({ young, links, onChange }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const guardians = useGuardians();
  const [busy, setBusy] = useState("");
  const list = usePages(useCallback((cursor: string | undefined, signal: AbortSignal): Promise<Page<Profile>> => api.listFriends({ cursor }, signal), [api]));
  const taken = new Set(links.filter(({ state }) => state !== "ended").map(({ id }) => id));
  const free = list.items.filter(({ id }) => !taken.has(id));

  async function ask(person: Profile) {
    setBusy(person.id);
    try {
      await guardians.link(person.id);
      const name = person.name || person.handle;
      toast(t`${name} is asked`);
      onChange();
    } catch (cause) {
      toast(linkProblem(cause));
    } finally {
      setBusy("");
    }
  }

  if (list.status === "loading") return <Loading rows={2} />;
  if (list.status === "error") return <LoadFailure cause={list.cause} onRetry={list.more} />;
  return (
    <>
      {free.length === 0 && !list.hasMore ? (
        <p className={css.lead}>
          <Trans>Only friends can link: follow each other first.</Trans>
        </p>
      ) : (
        <div className={css.rows}>
          {free.map((person) => {
            const name = person.name || person.handle;
            return (
              <Row
                key={person.id}
                leading={<Avatar name={name} src={person.avatar?.small} seed={person.id} size={48} />}
                title={name}
                detail={`@${person.handle}`}
                trailing={
                  <Button size="small" busy={busy === person.id} onClick={() => void ask(person)} aria-label={young ? t`Ask ${name} to be your guardian` : t`Offer ${name} to be their guardian`}>
                    {young ? <Trans context="a guardian">Ask</Trans> : <Trans context="to be a guardian">Offer</Trans>}
                  </Button>
                }
              />
            );
          })}
        </div>
      )}
      {list.hasMore && (
        <Button className={css.start} kind="quiet" busy={list.busy} onClick={list.more}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  );
}
