/** Links of young people with a guardian; loaded with their page, and with the counting of time. */
import type { components } from "@sdk/schema";
import type { Api } from "./api";
import type { ID } from "./types";

export type GuardianLink = components["schemas"]["GuardianLink"];
export type GuardianView = components["schemas"]["GuardianView"];

export type Guardians = ReturnType<typeof createGuardians>;

export function createGuardians({ ask }: Pick<Api, "ask">) {
  const of = (id: ID) => ({ params: { path: { id } } });
  return {
    list: () => ask((http) => http.GET("/v1/me/guardian-links")).then(({ items }) => items),
    /** Asks a friend, or accepts that they asked. */
    link: (id: ID) => ask((http) => http.PUT("/v1/me/guardian-links/{id}", of(id))),
    /** Ends a link, takes back or declines what was asked, or removes that it ended. */
    unlink: (id: ID) => ask((http) => http.DELETE("/v1/me/guardian-links/{id}", of(id))),
    /** All that a guardian sees, the same to both. */
    view: (id: ID) => ask((http) => http.GET("/v1/me/guardian-links/{id}/shown", of(id))),
    /** A minute of this app on screen. */
    countTime: () => ask((http) => http.POST("/v1/me/time")),
  };
}
