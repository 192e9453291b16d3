/** React bindings of the data layer. */
export { StoreProvider, useReadable, useStore } from "./context";
export {
  useConnection,
  useConversation,
  useInbox,
  useKnownProfile,
  useMyId,
  usePresence,
  useSession,
  useTimeline,
  useTyping,
  useUnreadTotal,
} from "./hooks";
export { problemText } from "./problems";
