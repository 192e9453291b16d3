import { fileURLToPath } from "node:url";
import { lingui } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { phosphorIcons } from "./build/icons.ts";
import { kit } from "./build/kit.ts";
import { preloadFont } from "./build/font.ts";
import { packed } from "./build/pack.ts";
import { pwa } from "./build/pwa.ts";
import { shell } from "./build/shell.ts";
import { workerScript } from "./build/worker.ts";

const under = (folder: string) => fileURLToPath(new URL(folder, import.meta.url));
const SHARED = /[\\/]src[\\/](?:ui|i18n)[\\/](?!.*\.po)|@phosphor-icons/;
// What the first screens share with others and is small: in a file of its own each, it would cost more than it says. What these import comes along.
const SMALL = /[\\/]src[\\/](?:features[\\/](?:chat[\\/](?:haptics|photos[\\/](?:veiled|layout)|composer[\\/]Composer\.module)|(?:groups|requests|safety|account)[\\/]index)|data[\\/](?:problem|readable)|store[\\/]saying)/;
const server = process.env.CAUSERIE_SERVER ?? "http://localhost:8080";

export default defineConfig({
  plugins: [
    phosphorIcons(under("./src")),
    react(),
    babel({
      include: /\/src\/.*\.tsx?$/,
      plugins: ["@lingui/babel-plugin-lingui-macro"],
    }),
    lingui({ failOnCompileError: true }),
    preloadFont(/radio-canada-latin-standard-normal/),
    shell(),
    workerScript(under("./src/worker/push.ts"), "push.js"),
    VitePWA(pwa),
    packed(under("./dist")),
  ],
  resolve: {
    alias: [
      { find: /^@(app|data|store|features|ui|i18n)\//, replacement: `${under("./src")}/$1/` },
      { find: /^@(data|store|i18n)$/, replacement: `${under("./src")}/$1/index.ts` },
      // React has it by now.
      { find: "use-sync-external-store/shim/index.js", replacement: "react" },
      { find: /^@sdk\//, replacement: `${under("../sdk/ts/src")}/` },
      { find: /^@sdk$/, replacement: `${under("../sdk/ts/src")}/index.ts` },
    ],
    dedupe: ["react", "react-dom", "centrifuge", "openapi-fetch"],
  },
  // Its icons are made by a plugin, which does not see what is bundled ahead.
  optimizeDeps: { exclude: ["@phosphor-icons/react"] },
  server: {
    fs: { allow: [under(".."), under(".")] },
    proxy: {
      "/v1": { target: server, changeOrigin: true, ws: true },
      "/media": { target: server, changeOrigin: true },
    },
  },
  build: {
    target: "es2022",
    // light-dark() and nesting are kept as they are: older engines could not show the themes anyway.
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    manifest: true,
    sourcemap: false,
    // The server's policy allows what the page itself holds and no data: fonts, so no asset is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    // The emoji data of a language is large, and loaded only with the picker.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What most screens share comes in one piece, as many small files compress badly and queue; what the first do without, in another.
            { name: kit(under("./src"), "kit"), test: SHARED, minShareCount: 3, priority: 2 },
            { name: kit(under("./src"), "core"), test: SMALL, minShareCount: 2, priority: 2 },
            { name: "more-kit", test: SHARED, minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    // The few tests that need a page say so in their first line.
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["./build/test-setup.ts"],
    restoreMocks: true,
    // What computes takes its time on a busy machine; only what hangs is to fail.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
