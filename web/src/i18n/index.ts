export { i18n } from "@lingui/core";
export * from "./format";
export * from "./language";
