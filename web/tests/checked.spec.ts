import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("the details say that nothing is missing, and a copy that is not what everyone has is fetched again @anywhere", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  for (const text of ["The first", "The second", "The third"]) await people.say(lou, talk, text);
  const hers = await device(camille);
  await hers.openConversation(talk, "Lou");
  await expect(hers.message("The third")).toBeVisible();

  await hers.page.goto(`/c/${talk}/details`);
  await expect(hers.page.getByText(/^Nothing is missing since /)).toBeVisible();
  await clean(hers, "details that say that nothing is missing");

  // What a browser kept is not what was written: a bug, a broken disk, or somebody's doing.
  await hers.page.evaluate(async (id) => {
    const request = indexedDB.open("causerie");
    const db = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const store = db.transaction("entries", "readwrite").objectStore("entries");
    const get = store.get([id, 2]);
    await new Promise<void>((resolve) => {
      get.onsuccess = () => {
        const entry = get.result as { clientId: string; content: object };
        store.put({ ...entry, clientId: id, content: { type: "text", text: "Somebody else’s words" } }).onsuccess = () => resolve();
      };
    });
    db.close();
  }, talk);
  await hers.page.reload();
  await expect(hers.page.getByText("Repaired", { exact: true })).toBeVisible();
  await hers.openConversation(talk, "Lou");
  await expect(hers.message("The second")).toBeVisible();
  await expect(hers.page.getByText("Somebody else’s words")).toHaveCount(0);
});
