import type { VitePWAOptions } from "vite-plugin-pwa";

/** What the server answers itself: the app's shell never stands in for these. */
const SERVER_PATHS = [/^\/v1(\/|$)/, /^\/media\//, /^\/docs(\/|$)/, /^\/openapi\.(json|yaml)$/, /^\/metrics$/, /^\/healthz$/, /^\/readyz$/];

/** The web manifest and the service worker. */
export const pwa: Partial<VitePWAOptions> = {
  registerType: "prompt",
  injectRegister: false,
  manifest: {
    id: "/",
    name: "Causerie",
    short_name: "Causerie",
    description: "Messages with your people, on a server you choose.",
    start_url: "/inbox",
    scope: "/",
    display: "standalone",
    orientation: "any",
    theme_color: "#f9f3f1",
    background_color: "#f9f3f1",
    categories: ["social", "communication"],
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [{ name: "New message", url: "/inbox/new", icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }] }],
  },
  workbox: {
    globPatterns: ["**/*.{js,css,html,svg,webmanifest}", "assets/radio-canada-latin-*.woff2"],
    // The console is for few, who fetch it when they open it.
    globIgnores: ["push.js", "**/compact-*.js", "**/Console-*.{js,css}", "**/staff-*.js"],
    importScripts: ["push.js"],
    navigateFallback: "/index.html",
    navigateFallbackDenylist: SERVER_PATHS,
    cleanupOutdatedCaches: true,
    inlineWorkboxRuntime: true,
    runtimeCaching: [
      {
        // Hashed files that are not worth fetching ahead: the emoji data.
        urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/assets/"),
        handler: "CacheFirst",
        options: { cacheName: "assets", expiration: { maxEntries: 20, purgeOnQuotaError: true } },
      },
      {
        // Signed addresses change each day; the picture behind an id and a size never does.
        urlPattern: ({ url, sameOrigin }) => sameOrigin && /^\/media\/[^/]+\/(96|512)$/.test(url.pathname),
        handler: "CacheFirst",
        options: {
          cacheName: "avatars",
          matchOptions: { ignoreSearch: true },
          cacheableResponse: { statuses: [200] },
          expiration: { maxEntries: 300, maxAgeSeconds: 30 * 24 * 3600, purgeOnQuotaError: true },
        },
      },
    ],
  },
};
