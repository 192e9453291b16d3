import type { Conversation, Member } from "@data";

/** The owner and the admins of a group. */
export const isAdmin = ({ role }: Pick<Conversation, "role">): boolean => role === "owner" || role === "admin";

/** Whether a rule of a group lets this person do something. */
export function may(group: Pick<Conversation, "role" | "rules">, what: "add" | "edit"): boolean {
  return group.rules?.[what] !== "admins" || isAdmin(group);
}

/** What this person may do to another member. */
export function rightsOver(role: Conversation["role"], other: Member["role"]): { remove: boolean; promote: boolean; demote: boolean; handOver: boolean } {
  const owner = role === "owner";
  const admin = owner || role === "admin";
  return {
    remove: other !== "owner" && (owner || (admin && other === "member")),
    promote: admin && other === "member",
    demote: owner && other === "admin",
    handOver: owner && other !== "owner",
  };
}
