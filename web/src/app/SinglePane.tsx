import { useWide } from "@ui/useMediaQuery";
import { Suspense, type RefObject } from "react";
import { Route, Switch } from "wouter";
import { EditProfile, Friends, JoinGroup, ProfileScreen, Settings } from "./features";
import { NotFound } from "./NotFound";
import styles from "./Panes.module.css";

/** A profile by handle, or one of its lists: the router's own patterns know no parameter behind an @. */
const profileRoute = /^\/@(?<handle>[^/]+)(?:\/(?<list>followers|following|friends|introduce))?\/?$/;

/** The screens that stand alone. */
export function SinglePane({ main }: { main: RefObject<HTMLElement | null> }) {
  const wide = useWide();
  return (
    <main ref={main} id="main" tabIndex={-1} className={wide ? styles.alone : styles.one}>
      <Suspense fallback={null}>
        <Switch>
          <Route path="/friends/*?"><Friends /></Route>
          <Route path="/profile"><ProfileScreen /></Route>
          <Route path="/profile/edit"><EditProfile /></Route>
          <Route path={profileRoute}>{({ handle, list }) => <ProfileScreen key={handle} handle={handle} list={list} />}</Route>
          <Route path="/settings/*?"><Settings /></Route>
          <Route path="/join/:code">{({ code }) => <JoinGroup key={code} code={code} />}</Route>
          <Route><NotFound /></Route>
        </Switch>
      </Suspense>
    </main>
  );
}
