// Moderators, made by the program's command line, who decide through the API.
import type { Device } from "./device";
import type { People, Person } from "./people";
import type { Server } from "./server";
import { expect } from "./test";

type Ruling = { action: string; days?: number; rule: string; text: string };

/** Someone new who is on the staff. */
export async function moderator(people: People, server: Server, name: string, role: "moderator" | "admin" = "moderator"): Promise<Person> {
  const who = await people.signUp(name);
  await server.command("staff", "add", who.handle, "--role", role);
  return people.signIn(who);
}

/** The case about someone, once there is one. */
export async function caseAbout(people: People, staff: Person, who: Person, state = "open"): Promise<string> {
  let found: string | undefined;
  await expect(async () => {
    const { items } = await people.call<{ items: { id: string; account?: { id: string } }[] }>("GET", `/v1/moderation/cases?limit=100&state=${state}`, undefined, staff.token);
    found = items.find((one) => one.account?.id === who.id)?.id;
    expect(found).toBeDefined();
  }).toPass();
  return found ?? "";
}

/** Claims the case that is open on a device, by its key. */
export async function claim({ page }: Device): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("c");
    await expect(page.getByText(/^Yours until/)).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 30_000 });
}

/** Claims a case and decides it. */
export async function decide(people: People, staff: Person, id: string, ruling: Ruling): Promise<string> {
  await people.call("PUT", `/v1/moderation/cases/${id}/claim`, undefined, staff.token);
  return (await people.call<{ id: string }>("POST", `/v1/moderation/cases/${id}/decisions`, ruling, staff.token)).id;
}

/** Claims a case that was appealed and answers. */
export async function answer(people: People, staff: Person, id: string, decision: string, outcome: "upheld" | "overturned", text: string): Promise<void> {
  await people.call("PUT", `/v1/moderation/cases/${id}/claim`, undefined, staff.token);
  await people.call("POST", `/v1/moderation/cases/${id}/decisions/${decision}/answer`, { outcome, text }, staff.token);
}
