import { I18nProvider } from "@lingui/react";
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
      <StoreProvider store={store}>{children}</StoreProvider>
    </I18nProvider>
  );
}
