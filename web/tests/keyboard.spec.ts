import { expect, test } from "./support/test";

test("a conversation from its start to its end by keyboard alone", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  await people.befriend(lou, camille);
  const his = await device(lou);
  const { page } = his;
  const { keyboard } = page;
  await his.openInbox();

  /** Goes on with Tab until something has the focus, as a person would. */
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 40; presses += 1) {
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
      });
      if (name.test(focused)) return;
      await keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${name}`);
  };

  await tabTo(/^New message$/);
  await keyboard.press("Enter");
  await expect(page.getByRole("combobox")).toBeFocused();
  await keyboard.type(camille.handle);
  await expect(page.getByRole("option")).toHaveCount(1);
  await keyboard.press("Enter");
  await expect(his.field("Camille")).toBeFocused();
  await keyboard.type("One");
  await keyboard.press("Shift+Enter");
  await keyboard.type("and two");
  await keyboard.press("Enter");
  await expect(his.message("One")).toContainText("and two");
  await expect(his.message("One")).toContainText("Sent"); // until then there is nothing to edit on the server

  // Arrow up in an empty field edits the last own message.
  await keyboard.press("ArrowUp");
  await keyboard.press("Control+A");
  await keyboard.type("Three");
  await keyboard.press("Enter");
  await expect(his.message("Three")).toContainText("edited");

  // From the field back to the messages, their menu, and back.
  await keyboard.press("Shift+Tab");
  await expect(his.message("Three")).toBeFocused();
  await keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await keyboard.press("ArrowDown");
  await keyboard.press("Escape");
  await expect(his.message("Three")).toBeFocused();
  await keyboard.press("r");
  await expect(page.getByText("Replying to yourself")).toBeVisible();
  await expect(his.field("Camille")).toBeFocused();
  await keyboard.type("Four");
  await keyboard.press("Enter");
  await expect(his.message("Four").getByRole("button", { name: /Three/ })).toBeVisible();
});
