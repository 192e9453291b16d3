// @vitest-environment jsdom
import { beforeAll, expect, test } from "vitest";
import type { Party } from "@data/moderation";
import { activate } from "@i18n";
import { namesOf } from "./people";

const none = { cases: 0, decisions: 0, reportsFiled: 0, reportsConfirmed: 0 };
const party = (id: string, name: string): Party => ({ ...none, account: { id, handle: id, name } as Party["account"] });
const opened = { person: party("kev", "Kév"), reported: [] };

beforeAll(() => activate("en"));

test("others around what was reported have no names, and are told apart where they are several", () => {
  const one = namesOf(opened, [{ sender: "kev" }, { sender: "ines" }]);
  expect(["kev", "ines"].map(one)).toEqual(["Kév", "Someone who isn’t part of this case"]);
  const several = namesOf(opened, [{ sender: "lou" }, { sender: "kev" }, { sender: "ines" }, { sender: "lou" }]);
  expect(["kev", "ines", "lou"].map(several)).toEqual(["Kév", "Someone else (2)", "Someone else (1)"]);
});
