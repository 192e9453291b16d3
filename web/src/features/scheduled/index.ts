/** Messages that are sent later: when, what waits, and what was refused. Loaded with what shows it. */
import { later } from "@ui/later";

export { ScheduledButton } from "./ScheduledButton";
export { Unsent } from "./Unsent";
export const ScheduleDialog = later(() => import("./ScheduleDialog"));
