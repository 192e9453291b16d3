import { useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { useStore } from "@store";
import type { Profile } from "@data";
import { followState, isFollowing, type FollowState } from "./follow";
import { nameOf } from "./names";

type Props = {
  person: Profile;
  size?: "small";
  /** The one thing to do on its screen, while there is something to do. */
  primary?: boolean;
};

/** Follows someone, asks to, or ends it. What it says is where the two stand. */
export function FollowButton({ person, size, primary = false }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const state = followState(person);
  const on = isFollowing(state);
  const name = nameOf(person);
  const words: Record<FollowState, string> = {
    follow: t`Follow`,
    back: t`Follow back`,
    asked: t({ message: "Asked", context: "to follow" }),
    following: t`Following`,
    friends: t({ message: "Friends", context: "the two of you" }),
  };

  async function press() {
    if (!on) return store.relate(person, { what: "follow", on: true });
    if ((state === "friends" || (person.private && state === "following")) && !(await sure())) return;
    await store.relate(person, { what: "follow", on: false });
  }

  const sure = () =>
    confirm({
      title: t`Unfollow ${name}?`,
      body: state === "friends" ? t`You’ll no longer be friends here, which may change who can write to whom. They are not told.` : t`Their account is private: to follow them again you would have to ask.`,
      action: t`Unfollow`,
    });

  const label = `${words[state]}, ${name}`;
  return (
    <Button size={size} kind={on ? "room" : primary ? "primary" : "secondary"} aria-label={label} onClick={() => void press()}>
      {words[state]}
    </Button>
  );
}
