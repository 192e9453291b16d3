import { useEffect, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "wouter";
import { useStore } from "@store";
import type { Who } from "@data";
import css from "./Requests.module.css";

/** Who can write at all, and the way to change it. Without an answer there is nothing to say. */
export function WhoCanWrite() {
  const { t } = useLingui();
  const { api } = useStore();
  const [who, setWho] = useState<Who>();
  useEffect(() => {
    let here = true;
    api.getDirectMessages().then(
      (kept) => here && setWho(kept.who),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [api]);
  if (!who) return null;
  const words: Record<Who, string> = {
    everyone: t({ message: "everyone", context: "can write" }),
    suggested: t({ message: "friends and suggested friends", context: "can write" }),
    friends: t({ message: "friends", context: "can write" }),
    nobody: t({ message: "nobody", context: "can write" }),
  };
  const people = words[who];
  return (
    <p className={css.who}>
      <Trans>
        Who can write to you: <b>{people}</b>.
      </Trans>{" "}
      <Link href="/settings/privacy/messages">
        <Trans>Change</Trans>
      </Link>
    </p>
  );
}
