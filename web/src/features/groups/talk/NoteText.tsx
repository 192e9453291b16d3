import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import type { Message } from "@data";
import { list } from "@i18n";
import { useMyId, useNames } from "@store";

/** What a group is called whose name moderators removed. */
const UNNAMED = "…";

/** As many are named as one reads. */
const NAMED = 3;

/** What happened to a group, in a sentence for who reads it. */
export function NoteText({ message: { note, sender } }: { message: Message }) {
  const { t } = useLingui();
  const me = useMyId();
  const { action, accounts = [], role, owner, link, by } = note ?? {};
  const others = accounts.filter((one) => one !== me);
  const staff = by === "moderators";
  const named = useNames([sender, owner ?? "", staff ? "" : (by ?? ""), ...others.slice(0, NAMED)]);
  const [who, heir, host, ...people] = named.map((name) => name ?? t`Someone`) as [string, string, string, ...string[]];
  if (!note) return null;
  const mine = sender === me;
  const toMe = accounts.includes(me);
  const more = others.length - people.length;
  const whom = list(more > 0 ? [...people, plural(more, { one: "# other", other: "# others" })] : people);

  if (note.kind === "settings") return settings();
  switch (action) {
    case "create":
      return mine ? t`You created the group` : t`${who} created the group`;
    case "add":
      if (mine) return t`You added ${whom}`;
      if (!toMe) return t`${who} added ${whom}`;
      return others.length > 0 ? t`${who} added you and ${whom}` : t`${who} added you`;
    case "join":
      if (link && by === me) return t`You let ${who} in, who came by a link`;
      if (link && by !== undefined) return mine ? t`${host} let you in` : t`${host} let ${who} in, who came by a link`;
      if (link) return mine ? t`You joined by a link` : t`${who} joined by a link`;
      if (by === me) return t`${who} accepted your invitation`;
      if (by !== undefined) return mine ? t`You joined: ${host} invited you` : t`${who} joined: ${host} invited them`;
      return mine ? t`You joined` : t`${who} joined`;
    case "leave":
      if (owner === me) return t`${who} left. The group is yours now`;
      return owner === undefined ? t`${who} left` : t`${who} left. The group is ${heir}’s now`;
    case "remove":
      return mine ? t`You removed ${whom}` : t`${who} removed ${whom}`;
    case "role":
      return roles();
    default:
      return null;
  }

  function roles(): string {
    if (role === "owner") {
      if (mine) return t`You handed the group over to ${whom}`;
      return toMe ? t`${who} handed the group over to you` : t`${who} handed the group over to ${whom}`;
    }
    if (role === "admin") {
      if (mine) return t`You made ${whom} an admin`;
      return toMe ? t`${who} made you an admin` : t`${who} made ${whom} an admin`;
    }
    return toMe ? t`You are no longer an admin` : t`${whom} is no longer an admin`;
  }

  function settings(): string {
    const { title, picture, add, edit, write, history } = note ?? {};
    const parts: string[] = [];
    if (staff) {
      if (title !== undefined) parts.push(title === UNNAMED ? t`Moderators removed the group’s name` : t`Moderators put the name “${title}” back`);
      if (picture) parts.push(picture === "removed" ? t`Moderators removed the group’s picture` : t`Moderators put the group’s picture back`);
      return parts.join(" · ");
    }
    if (title !== undefined) parts.push(mine ? t`You named the group “${title}”` : t`${who} named the group “${title}”`);
    if (picture === "set") parts.push(mine ? t`You changed the picture` : t`${who} changed the picture`);
    if (picture === "removed") parts.push(mine ? t`You removed the picture` : t`${who} removed the picture`);
    if (write) parts.push(write === "admins" ? t`Only admins can write now` : t`Everyone can write now`);
    if (add) parts.push(add === "admins" ? t`Only admins can add people now` : t`Everyone can add people now`);
    if (edit) parts.push(edit === "admins" ? t`Only admins can change the name and the picture now` : t`Everyone can change the name and the picture now`);
    if (history) parts.push(history === "all" ? t`Whoever joins can read everything now` : t`Whoever joins now reads from then on`);
    return parts.join(" · ");
  }
}
