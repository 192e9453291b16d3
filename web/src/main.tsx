import "@fontsource-variable/radio-canada/standard.css";
import "@ui/tokens.css";
import "@ui/base.css";
import { createStore } from "@data";
import { startLanguage } from "@i18n";
import { startTheme } from "@ui/theme";
import { createRoot } from "react-dom/client";
import { App } from "@app/App";
import { prefetchScreen } from "@app/features";
import { startHistory } from "@app/history";
import { hasInside } from "@app/paths";
import { startServiceWorker } from "@app/serviceWorker";
import { reloadOnStaleChunks } from "@app/staleChunks";

reloadOnStaleChunks();
startTheme();
startHistory();
const store = createStore();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
// The first screen's code and the catalog load side by side, so that no placeholder comes between.
const { pathname } = window.location;
await Promise.all([startLanguage(), hasInside(pathname) && prefetchScreen(pathname)]);
createRoot(root).render(<App store={store} />);
startServiceWorker();
