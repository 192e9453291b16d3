import { lazy, Suspense } from "react";
import { Announcer } from "./Announcer";
import { openMenu, question } from "./overlays";
import { useSignal } from "./signal";
import { Toaster } from "./Toaster";

const MenuPanel = lazy(() => import("./MenuPanel"));
const ConfirmDialog = lazy(() => import("./ConfirmDialog"));

/** Shows what toast(), announce(), confirm() and menus ask for. Once, at the root of the app. */
export function Hosts() {
  const menu = useSignal(openMenu);
  const asked = useSignal(question);
  return (
    <>
      <Toaster />
      <Announcer />
      <Suspense>
        {menu && <MenuPanel menu={menu} />}
        {asked && <ConfirmDialog question={asked} />}
      </Suspense>
    </>
  );
}
