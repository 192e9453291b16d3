import base from "./playwright.config";
export default { ...base, workers: 1, timeout: 300_000, expect: { timeout: 60_000 } };
