import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import type { Readable, Store } from "@data";

const StoreContext = createContext<Store | undefined>(undefined);

/** Makes one store available to everything below. */
export function StoreProvider({ store, children }: { store: Store; children: ReactNode }) {
  return <StoreContext.Provider value={store}>{children}</StoreContext.Provider>;
}

/** The store of this app. */
export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error("useStore needs a StoreProvider above");
  return store;
}

/** The current value of a Readable; renders again when it changes. */
export function useReadable<T>(readable: Readable<T>): T {
  return useSyncExternalStore(readable.subscribe, readable.get);
}
