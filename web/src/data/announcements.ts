/** What those who run the server announce; loaded after everything that a start needs. */
import type { components } from "@sdk/schema";
import type { Api } from "./api";
import type { ID } from "./types";

export type Announced = components["schemas"]["Announced"];

export type Announcements = ReturnType<typeof createAnnouncements>;

export function createAnnouncements({ ask }: Pick<Api, "ask">) {
  return {
    load: async (): Promise<readonly Announced[]> => (await ask((http) => http.GET("/v1/me/announcements"))).items,
    /** Puts one away, on all of one's devices. */
    dismiss: (announcement: ID) => ask((http) => http.PUT("/v1/me/announcements/{announcement}/dismissal", { params: { path: { announcement } } })),
  };
}
