import { useLingui } from "@lingui/react/macro";
import type { ID } from "@data";
import { useKnownProfile, useNames } from "@store";
import { Avatar } from "@ui/Avatar";
import { Mark } from "@ui/Mark";
import { MemberFace } from "../MemberFace";
import css from "./talk.module.css";
import { writingText } from "./writingText";

/** Below the last message: those who are writing. */
export function Writing({ who }: { who: readonly ID[] }) {
  const { t } = useLingui();
  const shown = who.slice(0, 3);
  const names = useNames(shown).map((name) => name ?? t`Someone`);
  return (
    <p className={css.writing}>
      <span className={css.faces}>
        {shown.map((id) => (
          <Face key={id} id={id} />
        ))}
      </span>
      <Mark state="typing" size={22} />
      {writingText(names, who.length)}
    </p>
  );
}

function Face({ id }: { id: ID }) {
  const person = useKnownProfile(id);
  return person ? <MemberFace person={person} size={28} /> : <Avatar name="" size={28} seed={id} />;
}
