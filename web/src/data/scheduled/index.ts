/** Messages that the server sends later. Loaded with what one writes in; needs the network. */
import type { components } from "@sdk/schema";
import type { Api } from "../api";
import type { Content, ID } from "../types";

export type ScheduledMessage = components["schemas"]["ScheduledMessage"];

const one = (clientId: ID) => ({ params: { path: { clientId } } });

export const listScheduled = ({ ask }: Api): Promise<ScheduledMessage[]> => ask((http) => http.GET("/v1/me/scheduled")).then(({ items }) => items);

/** Has a text sent later; asking again with the same client id changes nothing. */
export const schedule = ({ ask }: Api, id: ID, clientId: ID, content: Content, at: Date): Promise<ScheduledMessage> =>
  ask((http) => http.POST("/v1/conversations/{id}/scheduled", { params: { path: { id } }, body: { clientId, content, sendAt: at.toISOString() } }));

/** Changes what waits; a moment that has passed sends it now. */
export const reschedule = ({ ask }: Api, clientId: ID, content: Content | undefined, at: Date): Promise<ScheduledMessage> =>
  ask((http) => http.PATCH("/v1/me/scheduled/{clientId}", { ...one(clientId), body: { content, sendAt: at.toISOString() } }));

export const unschedule = async ({ ask }: Api, clientId: ID): Promise<void> => {
  await ask((http) => http.DELETE("/v1/me/scheduled/{clientId}", one(clientId)));
};
