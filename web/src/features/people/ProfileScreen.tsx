import { useSession } from "@store";
import { OtherProfile } from "./OtherProfile";
import { OwnProfile } from "./OwnProfile";

/** A profile: one's own without a handle or by one's own, someone else's otherwise. */
export function ProfileScreen({ handle }: { handle?: string }) {
  const { me } = useSession();
  const asked = handle?.toLowerCase();
  if (asked === undefined || asked === me?.handle) return <OwnProfile tab={asked === undefined} />;
  return <OtherProfile key={asked} handle={asked} />;
}
