import { Suspense, useEffect } from "react";
import { withTexts } from "@i18n";
import { later } from "@ui/later";
import { useSignal } from "@ui/signal";
import { asking } from "./asking";

const ReportDialog = later(() => withTexts(import("./report/ReportDialog")));

/** Shows the dialog that report() asks for. Once, in the app of someone signed in. */
export function ReportHost() {
  const asked = useSignal(asking);
  useEffect(() => () => asking.set(undefined), []);
  return <Suspense>{asked && <ReportDialog asked={asked} onClose={() => asking.set(undefined)} />}</Suspense>;
}
