import { lazy, Suspense, useEffect } from "react";
import { Announcer } from "./Announcer";
import { openMenu, question } from "./overlays";
import { useSignal } from "./signal";
import { Toaster } from "./Toaster";

const menuPanel = () => import("./MenuPanel");
const MenuPanel = lazy(menuPanel);
const ConfirmDialog = lazy(() => import("./ConfirmDialog"));

/** When the start is surely over. */
const SETTLED = 3000;

/** Shows what toast(), announce(), confirm() and menus ask for. Once, at the root of the app. */
export function Hosts() {
  const menu = useSignal(openMenu);
  const asked = useSignal(question);
  useEffect(() => {
    // A first menu opens at once, so that keys pressed right after reach it. Without a network it is asked for again then.
    const timer = setTimeout(() => menuPanel().catch(() => undefined), SETTLED);
    return () => clearTimeout(timer);
  }, []);
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
