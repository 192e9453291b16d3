/** The data of the app: entities, outbox, live sync and local copy. No React. */
export { createStore } from "./create";
export { isGroup, mayWrite } from "./conversation";
export { delivery } from "./delivery";
export { idle } from "./idle";
export { gist } from "./messages";
export { Problem } from "./problem";
export { until } from "./readable";
export type { Api, Square } from "./api";
export type { ChosenFile, ChosenPhoto, RecordedVoice, Said } from "./pending";
export type { Readable } from "./readable";
export type { RelationChange } from "./relation";
export type { SearchKind, SearchOptions } from "./search";
export type * from "./store";
export type * from "./types";
