/** Message requests: their folder, a request read, and what their sender may still do. Each is its own chunk, with its texts. */
import { later } from "@ui/later";
import { withTexts } from "@i18n";

export const RequestsPane = later(() => withTexts(import("./RequestsPane")));
export const RequestPane = later(() => withTexts(import("./RequestPane")));
export const RequestHint = later(() => withTexts(import("./RequestHint")));
