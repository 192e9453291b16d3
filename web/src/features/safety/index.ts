/** What people do about those who harm them, and what they are told of decisions. Each part is its own chunk, with its texts. */
import { lazy } from "react";
import { withTexts } from "@i18n";
import { idle } from "@data";

export { report } from "./asking";
export { ReportHost } from "./ReportHost";
/** After everything that a start needs; what cannot be had then is not shown. */
export const Notices = lazy(() =>
  idle()
    .then(() => withTexts(import("./notices/Notices")))
    .catch(() => ({ default: () => null })),
);
export { reasonText } from "./reasons";
export { decisionText, holds, newsOf } from "./decisions";
