/** The moderation console, for staff: one chunk with texts of its own. */
import { lazy } from "react";
import { withTexts } from "@i18n";

export const Moderation = lazy(() => withTexts(import("./Console"), "staff"));
