import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

const root = "<rootDir>/src";
/** What a signed-in person does not need for the first conversation: its texts are loaded with its code. */
const later = [`${root}/features/account`, ...["actions", "attach", "details", "disappearing", "emoji", "forward", "links", "once", "photos", "pins", "places", "polls", "profiles", "search", "stickers", "voice"].map((part) => `${root}/features/chat/${part}`), `${root}/features/contacts`, `${root}/features/groups`, `${root}/features/inbox/search`, `${root}/features/people`, `${root}/features/requests`, `${root}/features/safety`, `${root}/features/saved/talk`, `${root}/features/scheduled`, `${root}/ui/share`];
/** What only staff see has its texts to itself. */
const staff = [`${root}/features/moderation`];

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "fr"],
  catalogs: [
    { path: `${root}/i18n/{locale}/messages`, include: [root], exclude: [...later, ...staff].map((folder) => `${folder}/**`) },
    { path: `${root}/i18n/{locale}/more`, include: later },
    { path: `${root}/i18n/{locale}/staff`, include: staff },
  ],
  orderBy: "message",
  // Line numbers would make every edit of a source file touch the catalogs.
  format: formatter({ lineNumbers: false }),
});
