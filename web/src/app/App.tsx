import { I18nProvider } from "@lingui/react";
import { IconContext } from "@phosphor-icons/react/dist/lib/context";
import type { Store } from "@data";
import type { ReactNode } from "react";
import { i18n } from "@i18n";
import { StoreProvider } from "@store";
import { Hosts } from "@ui/Hosts";
import { Router } from "wouter";
import { ErrorBoundary } from "./ErrorBoundary";
import { Gate } from "./Gate";
import { aroundNav } from "./history";
import { useRefusals } from "./useRefusals";

const icons = { size: 24, "aria-hidden": true } as const;

/** The whole app over one store. */
export function App({ store }: { store: Store }) {
  useRefusals(store);
  return (
    <Surroundings store={store}>
      <Router aroundNav={aroundNav}>
        <ErrorBoundary>
          <Gate />
        </ErrorBoundary>
        <Hosts />
      </Router>
    </Surroundings>
  );
}

/** What every screen finds around it. */
export function Surroundings({ store, children }: { store: Store; children: ReactNode }) {
  return (
    <I18nProvider i18n={i18n}>
      <IconContext.Provider value={icons}>
        <StoreProvider store={store}>{children}</StoreProvider>
      </IconContext.Provider>
    </I18nProvider>
  );
}
