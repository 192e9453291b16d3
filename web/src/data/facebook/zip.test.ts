// @vitest-environment node
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { readFriends } from "./index";
import { FileError } from "./read";

// Node has none; what is no archive and no JSON is taken for a page, which here has no names.
vi.stubGlobal("DOMParser", class { parseFromString = () => ({ querySelectorAll: () => [] }); });

const bytes = (text: string) => new TextEncoder().encode(text);
const friends = (...names: string[]) => bytes(JSON.stringify({ friends_v2: names.map((name) => ({ name, timestamp: 1 })) }));

/** An archive of files, deflated or as they are. */
function zip(files: Record<string, Uint8Array>, { store = false, comment = "", flags = 0 } = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  const list: Uint8Array[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = bytes(path);
    const packed = store ? content : new Uint8Array(deflateRawSync(content));
    const head = (size: number, write: (view: DataView) => void) => {
      const view = new DataView(new ArrayBuffer(size));
      write(view);
      return new Uint8Array(view.buffer);
    };
    const local = head(30, (v) => {
      v.setUint32(0, 0x04034b50, true);
      v.setUint16(8, store ? 0 : 8, true);
      v.setUint16(26, name.length, true);
    });
    list.push(
      head(46, (v) => {
        v.setUint32(0, 0x02014b50, true);
        v.setUint16(8, flags, true);
        v.setUint16(10, store ? 0 : 8, true);
        v.setUint32(20, packed.length, true);
        v.setUint32(24, content.length, true);
        v.setUint16(28, name.length, true);
        v.setUint32(42, at, true);
      }),
      name,
    );
    parts.push(local, name, packed);
    at += local.length + name.length + packed.length;
  }
  const size = list.reduce((sum, one) => sum + one.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint32(12, size, true);
  end.setUint32(16, at, true);
  end.setUint16(20, comment.length, true);
  return new Uint8Array(Buffer.concat([...parts, ...list, new Uint8Array(end.buffer), bytes(comment)]));
}

const blob = (content: Uint8Array) => new Blob([new Uint8Array(content)]);
const fault = (content: Uint8Array) => readFriends(blob(content)).then(String, (cause: unknown) => (cause instanceof FileError ? cause.fault : cause));

it("takes the list of friends out of an archive, and nothing else", async () => {
  const files = {
    "posts/your_posts.json": bytes("{}"),
    "friends_and_followers/rejected_friend_requests.json": friends("Not This"),
    "connections/friends/your_friends.json": friends("Zo\u00c3\u00ab Martin", "Ann O'Neil"),
    "old/friends.json": friends("Older One"),
  };
  for (const options of [{}, { store: true }, { comment: "made by Facebook" }]) expect(await readFriends(blob(zip(files, options)))).toEqual(["Zoë Martin", "Ann O'Neil"]);
  expect(await readFriends(blob(friends("Zoe Martin")))).toEqual(["Zoe Martin"]);
});

it("refuses what is none, what is locked, and what unpacks without end", async () => {
  expect(await fault(zip({ "a.txt": bytes("hello") }))).toBe("empty");
  expect(await fault(zip({}))).toBe("empty");
  expect(await fault(zip({ "friends.json": friends("A B") }, { flags: 1 }))).toBe("empty");
  expect(await fault(zip({ "friends.json": new Uint8Array(21 << 20) }))).toBe("large");
  expect(await fault(new Uint8Array((20 << 20) + 1))).toBe("large");
  const good = zip({ "friends.json": friends("Zoe Martin") });
  expect(await fault(good.slice(0, -30))).toBe("broken");
}, 60_000);

it("says what is wrong with a damaged archive, and nothing else", async () => {
  const good = zip({ "friends.json": friends("Zoe Martin", "Ann O'Neil"), "b.json": bytes("{}") });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length), async (changes, cut) => {
      const broken = good.slice(0, cut < 20 ? good.length - cut : good.length);
      for (const [at, value] of changes) if (at < broken.length) broken[at] = value;
      const said = await fault(broken);
      expect(typeof said).toBe("string");
    }),
    { numRuns: 100 },
  );
}, 60_000);
