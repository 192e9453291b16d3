import { describe, expect, test } from "vitest";
import shared from "../../../../../internal/chat/testdata/links.json";
import { linkify } from "./linkify";

const links = (text: string) => linkify(text).flatMap((p) => (p.kind === "link" ? [[p.text, p.href]] : []));

describe("linkify", () => {
  test.each([
    ["see https://causerie.example/a?b=c#d now", "https://causerie.example/a?b=c#d", "https://causerie.example/a?b=c#d"],
    ["HTTP://EXAMPLE.ORG/Path", "HTTP://EXAMPLE.ORG/Path", "http://example.org/Path"],
    ["www.example.museum", "www.example.museum", "https://www.example.museum/"],
    ["lilas.fr/altos", "lilas.fr/altos", "https://lilas.fr/altos"],
    ["(https://example.org/a_(b))", "https://example.org/a_(b)", "https://example.org/a_(b)"],
    ["« https://example.org/à »", "https://example.org/à", "https://example.org/%C3%A0"],
    ["là:https://example.org.", "https://example.org", "https://example.org/"],
    ["https://example.org:8080/x", "https://example.org:8080/x", "https://example.org:8080/x"],
    ["https://example.org…", "https://example.org", "https://example.org/"],
    ["https://münchen.example/", "https://münchen.example/", "https://xn--mnchen-3ya.example/"],
  ])("%s", (text, shown, href) => {
    expect(links(text)).toEqual([[shown, href]]);
  });

  test.each([
    "javascript:alert(1)//x.fr",
    "data:text/html,x.fr",
    "mailto:lou@example.org",
    "lou@example.org",
    "https://bank.example@evil.example/",
    "https://",
    "http://localhost/",
    "ok.Tu viens",
    "3.14",
    "e.g. this",
    "file.txt",
    "www.fr",
    "https://exa\u202emple.org/",
    "https://a..b.fr",
    "-x.fr",
    "1.2.3.4",
    "ftp://example.org",
  ])("leaves %s as text", (text) => {
    expect(links(text)).toEqual([]);
  });

  test.each(shared.links)("and the server find one in %s", (text) => {
    expect(links(text)).toHaveLength(1);
  });

  test.each([...shared.plain, ...shared.disguised])("finds none in %s", (text) => {
    expect(links(text)).toEqual([]);
  });

  test("several links keep the words between them", () => {
    expect(linkify("a https://a.fr, b https://b.fr!\nc").map((p) => p.text)).toEqual([
      "a ",
      "https://a.fr",
      ", b ",
      "https://b.fr",
      "!\nc",
    ]);
  });

  test("pieces joined are the text", () => {
    const texts = ["", " ", "((((https://a.fr))))", "a\n\nhttps://b.fr\t\tc", "….…", "www.", "https://a.fr/?q=«x»"];
    for (const text of texts) expect(linkify(text).map((p) => p.text).join("")).toBe(text);
  });

  test("stays quick on hostile text", () => {
    const started = performance.now();
    for (const text of ["(".repeat(4000) + "a.fr", "a.".repeat(2000), "https://".repeat(500), ")".repeat(4000)]) linkify(text);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
