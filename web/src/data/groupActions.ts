/** What this person does to groups: one method per change. Each needs the network, and throws Problem. Loaded with the screens of groups. */
import { picture, type Square } from "./api";
import { Problem } from "./problem";
import type { Store } from "./store";
import type { GroupLink, GroupPatch, ID, Invitation, Joiner, Joining, LinkPreview, NewLink, Outcome, Role } from "./types";

export type GroupActions = ReturnType<typeof groupActions>;

export function groupActions({ api, groups, session }: Pick<Store, "api" | "groups" | "session">) {
  const { ask } = api;
  const at = (id: ID) => ({ params: { path: { id } } });
  const of = (id: ID, account: ID) => ({ params: { path: { id, account } } });
  return {
    /** Makes a group of this person and others; tells what became of each. Called again with the same client id, it makes no other. */
    async create(title: string, members: ID[], clientId: string): Promise<{ id: ID; people: Outcome[] }> {
      const { people = [], ...conversation } = await ask((http) => http.POST("/v1/conversations", { body: { kind: "group", title, members, clientId } }));
      groups.told(conversation);
      return { id: conversation.id, people };
    },
    async add(id: ID, members: ID[]): Promise<Outcome[]> {
      return (await ask((http) => http.POST("/v1/conversations/{id}/members", { ...at(id), body: { members } }))).items;
    },
    async remove(id: ID, account: ID): Promise<void> {
      await ask((http) => http.DELETE("/v1/conversations/{id}/members/{account}", of(id, account)));
    },
    async leave(id: ID): Promise<void> {
      await ask((http) => http.DELETE("/v1/conversations/{id}/members/{account}", of(id, session.get().me?.id ?? "")));
      groups.forget(id);
    },
    /** Gives a member a role; "owner" hands the group over. */
    async setRole(id: ID, account: ID, role: Role): Promise<void> {
      await ask((http) => http.PATCH("/v1/conversations/{id}/members/{account}", { ...of(id, account), body: { role } }));
    },
    async update(id: ID, body: GroupPatch): Promise<void> {
      groups.told(await ask((http) => http.PATCH("/v1/conversations/{id}/group", { ...at(id), body })));
    },
    /** `crop` is a square in the pixels of the picture as it is seen (turned upright). */
    async setPicture(id: ID, image: Blob, crop?: Square): Promise<void> {
      groups.told(await ask((http) => http.PUT("/v1/conversations/{id}/picture", { params: { path: { id }, query: crop }, ...picture(image) })));
    },
    async removePicture(id: ID): Promise<void> {
      groups.told(await ask((http) => http.DELETE("/v1/conversations/{id}/picture", at(id))));
    },
    /** Who has read a message, beside this person and who wrote it. */
    seen: (id: ID, seq: number) => ask((http) => http.GET("/v1/conversations/{id}/entries/{seq}/seen", { params: { path: { id, seq } } })),
    /** What a group is called and shows that one is asked to join. */
    openInvitation: (id: ID): Promise<Invitation> => ask((http) => http.GET("/v1/invitations/{id}", at(id))),
    // Links into groups ------------------------------------------------------------------------------
    links: async (id: ID): Promise<GroupLink[]> => (await ask((http) => http.GET("/v1/conversations/{id}/links", at(id)))).items,
    makeLink: (id: ID, body: NewLink): Promise<GroupLink> => ask((http) => http.POST("/v1/conversations/{id}/links", { ...at(id), body })),
    async revokeLink(id: ID, code: string): Promise<void> {
      await ask((http) => http.DELETE("/v1/conversations/{id}/links/{code}", { params: { path: { id, code } } }));
    },
    /** What a code leads into, as far as it is shown to who is not in the group. */
    previewLink: (code: string): Promise<LinkPreview> => ask((http) => http.GET("/v1/links/{code}", { params: { path: { code } } })),
    /** Joins what a code leads into, or asks its admins to; tells which. */
    async join(code: string): Promise<Joining["state"]> {
      const { state, conversation } = await ask((http) => http.POST("/v1/links/{code}", { params: { path: { code } } }));
      if (conversation) groups.told(conversation);
      return state;
    },
    /** Who asks to join a group, whoever has waited for longest first. */
    joiners: async (id: ID): Promise<Joiner[]> => (await ask((http) => http.GET("/v1/conversations/{id}/joiners", at(id)))).items,
    async answerJoiner(id: ID, accountId: ID, accept: boolean): Promise<void> {
      await ask((http) => http.POST("/v1/conversations/{id}/joiners", { ...at(id), body: { accountId, accept } }));
    },
    async accept(id: ID): Promise<void> {
      const [answered] = (await api.answerRequests({ action: "accept", conversations: [id] })).items;
      if (answered && !answered.ok) throw new Problem({ status: 409, code: answered.code ?? "not_found" });
      await groups.joined(id);
    },
  };
}
