import type { Store } from "./store";

/** Opens the local copy, then the network. */
export declare function createStore(): Store;
