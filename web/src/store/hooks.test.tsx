// @vitest-environment jsdom
import { StrictMode, act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore, type Store } from "@data";
import { FakeServer, LOU } from "@data/testing/server";
import { turns, until } from "@data/testing/turns";
import { StoreProvider, useConversation, useInbox, useTimeline } from "./index";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

let server: FakeServer;
let store: Store;
let root: Root;
let names = 0;

beforeEach(async () => {
  server = new FakeServer();
  server.append("c", LOU, { text: "one" });
  server.append("c", LOU, { text: "two" });
  store = createStore({ name: `hooks-${++names}`, baseUrl: "http://test.local", fetch: server.fetch, connectLive: server.connectLive });
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.inbox("inbox").get().items.length === 1);
  await turns();
  root = createRoot(document.body.appendChild(document.createElement("div")));
});

afterEach(() => {
  act(() => root.unmount());
  store.stop();
  document.body.replaceChildren();
});

let renders = 0;

function Conversation() {
  const [state] = useTimeline("c");
  const conversation = useConversation("c");
  renders++;
  return (
    <p>
      {conversation?.members.length} {state.status} {state.unreadFrom ?? "-"} {state.items.map((message) => message.text).join()}
    </p>
  );
}

const Inbox = () => useInbox("inbox").items.map((row) => <p key={row.conversation.id}>{row.preview?.text}</p>);

const show = (children: React.ReactNode) =>
  act(async () => {
    root.render(
      <StrictMode>
        <StoreProvider store={store}>{children}</StoreProvider>
      </StrictMode>,
    );
    await turns();
  });

test("a timeline opens under StrictMode, follows the log and closes with its screen", async () => {
  await show(<Conversation />);
  expect(document.body.textContent).toBe("2 ready 1 one,two");
  await act(async () => {
    server.say("c", LOU, { text: "three" });
    store.markRead("c", 3);
    await turns();
  });
  expect(document.body.textContent).toBe("2 ready 1 one,two,three");
  await show(null);
  await show(<Conversation />);
  expect(document.body.textContent).toBe("2 ready - one,two,three");
});

test("what changes elsewhere draws nothing again", async () => {
  server.append("d", LOU, { text: "elsewhere" });
  await show(<Conversation />);
  const before = renders;
  await act(async () => {
    server.say("d", LOU, { text: "more" });
    await turns();
  });
  expect(renders).toBe(before);
});

test("the inbox shows what the store says", async () => {
  await show(<Inbox />);
  expect(document.body.textContent).toBe("two");
  await act(() => store.send("c", "mine"));
  expect(document.body.textContent).toBe("mine");
});
