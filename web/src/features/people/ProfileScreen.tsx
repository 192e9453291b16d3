import { useSession } from "@store";
import { Suspense } from "react";
import { later } from "@ui/later";
import { SkeletonRows } from "@ui/Skeleton";
import { OtherProfile } from "./OtherProfile";
import { OwnProfile } from "./OwnProfile";

import type { ListKind } from "./PeopleList";

const Introduce = later(() => import("./Introduce").then((m) => ({ default: m.Introduce })));
const PeopleList = later(() => import("./PeopleList").then((m) => ({ default: m.PeopleList })));

/** A profile: one's own without a handle or by one's own, someone else's otherwise. */
export function ProfileScreen({ handle, list }: { handle?: string; list?: string }) {
  const { me } = useSession();
  const asked = handle?.toLowerCase();
  if (asked !== undefined && isList(list, asked === me?.handle)) {
    return (
      <Suspense fallback={<SkeletonRows />}>
        <PeopleList key={`${asked}/${list}`} handle={asked} kind={list} />
      </Suspense>
    );
  }
  if (asked !== undefined && list === "introduce" && asked !== me?.handle) {
    return (
      <Suspense fallback={<SkeletonRows />}>
        <Introduce key={asked} handle={asked} />
      </Suspense>
    );
  }
  if (asked === undefined || asked === me?.handle) return <OwnProfile tab={asked === undefined} />;
  return <OtherProfile key={asked} handle={asked} />;
}

/** Friends are one's own to see. */
function isList(list: string | undefined, own: boolean): list is ListKind {
  return list === "followers" || list === "following" || (own && list === "friends");
}
