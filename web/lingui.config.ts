import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "fr"],
  catalogs: [{ path: "<rootDir>/src/i18n/{locale}/messages", include: ["<rootDir>/src"] }],
  orderBy: "message",
  // Line numbers would make every edit of a source file touch the catalogs.
  format: formatter({ lineNumbers: false }),
});
