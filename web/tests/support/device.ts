// A browser in someone's hands, and what they do with it, said in the words of the screen.
import { expect, type BrowserContext, type Locator, type Page } from "@playwright/test";
import type { Person } from "./people";

export class Device {
  /** Requests without an answer yet. */
  private asked = 0;

  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.on("request", () => this.asked++);
    page.on("requestfinished", () => this.asked--);
    page.on("requestfailed", () => this.asked--);
  }

  get wide(): boolean {
    return (this.page.viewportSize()?.width ?? 0) >= 900;
  }

  /** Signs in through the API, as the sign-in form would; the form has tests of its own. */
  async signInQuietly(who: Person): Promise<void> {
    const answer = await this.context.request.post("/v1/sessions", { data: { handle: who.handle, password: who.password, cookie: true } });
    expect(answer.status()).toBe(201);
    const { session } = (await answer.json()) as { session: { id: string } };
    // Every browser of a test is new to the account: who signed up says that it is theirs, where they still can.
    await this.context.request.put(`/v1/sessions/${session.id}/acknowledgement`, { headers: { Authorization: `Bearer ${who.token}` } });
  }

  async openInbox(): Promise<void> {
    await this.page.goto("/inbox");
    await expect(this.page.getByRole("heading", { name: "Inbox", level: 1 })).toBeVisible();
  }

  /** What the app shows to whom it does not know. The empty side of a wide inbox has the same words, under a heading of its own. */
  get welcome(): Locator {
    return this.page.getByRole("heading", { name: "Shall we talk?", level: 1 });
  }

  /** Reloads once the app's own files are kept for when there is no network. */
  async keepsTheApp(): Promise<void> {
    await this.page.evaluate(async () => navigator.serviceWorker.ready.then(() => undefined));
    await this.page.reload();
    await expect.poll(() => this.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  }

  /** Goes to another screen of the open app, as a link in it does, and waits until it has what it asks for. */
  async goTo(path: string, seen: Locator): Promise<void> {
    await this.page.evaluate((to) => history.pushState(null, "", to), path);
    await expect(seen.first()).toBeVisible();
    await expect(this.page.locator("[aria-busy=true]:visible")).toHaveCount(0);
    await expect(this.page.getByText("Loading", { exact: true })).toHaveCount(0);
    await expect.poll(() => this.asked).toBe(0);
  }

  async openConversation(id: string, name: string): Promise<void> {
    await this.page.goto(`/c/${id}`);
    await expect(this.field(name)).toBeVisible();
  }

  field(name: string): Locator {
    return this.page.getByRole("textbox", { name: `Message ${name}` });
  }

  async write(name: string, text: string): Promise<void> {
    await this.field(name).fill(text);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(this.field(name)).toHaveValue("");
  }

  /** The message with a text, in the open conversation; one that quotes it is another. */
  message(text: string | RegExp): Locator {
    return this.page.getByRole("article", { name: text });
  }

  /** Words of the open conversation that are no message: how far one came, that one is gone. */
  inLog(word: string): Locator {
    return this.page.getByRole("log").getByText(word, { exact: true });
  }

  /** Says yes to what the app asks before it does something that cannot be undone. */
  confirm(action: string): Promise<void> {
    return this.page.getByRole("alertdialog").getByRole("button", { name: action, exact: true }).click();
  }

  /** The row of a conversation in the list. */
  row(name: string): Locator {
    return this.page.getByRole("listitem").filter({ hasText: name });
  }

  /** Chooses from the menu of a conversation in the list. */
  async organise(name: string, action: string): Promise<void> {
    await this.row(name).hover();
    await this.row(name).getByRole("button", { name: `Actions for ${name}` }).press("Enter");
    await this.page.getByRole("menuitem", { name: action, exact: true }).click();
  }

  /** Opens the menu of a message by its keyboard way, which is there on every device. */
  async act(text: string | RegExp, action: string): Promise<void> {
    await this.message(text).focus();
    await this.page.keyboard.press("Enter");
    await this.page.getByRole("menuitem", { name: action, exact: true }).click();
  }

  async react(text: string | RegExp, emoji: string): Promise<void> {
    await this.message(text).focus();
    await this.page.keyboard.press("Enter");
    await this.page.getByRole("button", { name: `React with ${emoji}` }).click();
  }

  offline(off: boolean): Promise<void> {
    return this.context.setOffline(off);
  }
}
