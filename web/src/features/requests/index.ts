/** Message requests: their folder, a request read, and what their sender may still do. Each is its own chunk, with its texts. */
import { Fragment, createElement, lazy, type ReactElement } from "react";
import { later } from "@ui/later";
import { withTexts } from "@i18n";
import { idle } from "@data";

const Nothing = (): ReactElement => createElement(Fragment);

/** After everything that a start needs; what cannot be had then is not shown. */
export const Rest = lazy(() =>
  idle()
    .then(() => withTexts(import("./Rest")))
    .catch(() => ({ default: Nothing })),
);
export const RequestsPane = later(() => withTexts(import("./RequestsPane")));
export const RequestPane = later(() => withTexts(import("./RequestPane")));
export const InvitationPane = later(() => withTexts(import("./InvitationPane")));
export const RequestHint = later(() => withTexts(import("./RequestHint")));
