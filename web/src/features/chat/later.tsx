import { lazy } from "react";

const Details = lazy(() => import("./details/DetailsPane"));

/** The details of a conversation, loaded when they are first looked at. */
export function DetailsPane({ id }: { id: string }) {
  return <Details id={id} />;
}
