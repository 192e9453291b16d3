/** Message requests: their folder, a request read, and what their sender may still do. Each is its own chunk, with its texts. */
import { lazy } from "react";
import { withTexts } from "@i18n";

export const RequestsPane = lazy(() => withTexts(import("./RequestsPane")));
export const RequestPane = lazy(() => withTexts(import("./RequestPane")));
export const RequestHint = lazy(() => withTexts(import("./RequestHint")));
