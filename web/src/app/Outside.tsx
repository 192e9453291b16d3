import { Suspense } from "react";
import { Route, Switch } from "wouter";
import { Recover, SignIn, SignUp, Welcome } from "./features";
import { PageTitle } from "./PageTitle";
import { Splash } from "./Splash";
import styles from "./Outside.module.css";

/** The screens for people who are not signed in. They bring their own frame. */
export function Outside() {
  return (
    <main className={styles.outside}>
      <PageTitle />
      <Suspense fallback={<Splash />}>
        <Switch>
          <Route path="/signup"><SignUp /></Route>
          <Route path="/signin"><SignIn /></Route>
          <Route path="/recover"><Recover /></Route>
          <Route><Welcome /></Route>
        </Switch>
      </Suspense>
    </main>
  );
}
