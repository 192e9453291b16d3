import "@fontsource-variable/radio-canada/standard.css";
import "@ui/tokens.css";
import "@ui/base.css";
import { createStore, until } from "@data";
import { prepareTimes, startLanguage } from "@i18n";
import { startTheme } from "@ui/theme";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@app/App";
import { answeredAhead, forgetAhead } from "@app/ahead";
import { startCover } from "@app/cover";
import { prefetchScreen } from "@app/features";
import { firstScreen } from "@app/firstScreen";
import { startHistory } from "@app/history";
import { startServiceWorker } from "@app/serviceWorker";
import { reloadOnStaleChunks } from "@app/staleChunks";

reloadOnStaleChunks();
startTheme();
startHistory();
const store = createStore({ fetch: answeredAhead });
startCover(store);
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
// The first screen's code, the catalog and the local copy load side by side, so that the first render shows the screen itself.
await Promise.all([startLanguage().then(prepareTimes), prefetchScreen(window.location.pathname), until(store.session, ({ status }) => status !== "loading")]);
// As a transition, React gives the browser its turn every few milliseconds of the first render.
startTransition(() => createRoot(root).render(<App store={store} />));
void firstScreen(store).then(() => {
  forgetAhead();
  startServiceWorker();
});
