/** React bindings of the data layer. */
export { StoreProvider, useReadable, useStore } from "./context";
export {
  useConnection,
  useConversation,
  useInbox,
  useKnownProfile,
  useMyId,
  useNames,
  usePerson,
  usePresence,
  useSession,
  useStaff,
  useTimeline,
  useTyping,
  useUnreadTotal,
} from "./hooks";
export { usePages, type Pages } from "./pages";
export { problemText, reachText } from "./problems";
export { clock, saying } from "./saying";
