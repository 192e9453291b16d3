/** When new messages of a conversation disappear. Loaded with its details. */
import type { Store } from "../store";
import type { Conversation, ID } from "../types";

/** Sets it, by a line of the log that everyone reads. Needs the network. */
export async function setDisappearing({ api, groups }: Pick<Store, "api" | "groups">, id: ID, disappearing: NonNullable<Conversation["disappearing"]> | "off"): Promise<void> {
  await api.ask((http) =>
    http.POST("/v1/conversations/{id}/entries", { params: { path: { id } }, body: { clientId: crypto.randomUUID(), kind: "settings", content: { disappearing } } }),
  );
  await groups.joined(id);
}
