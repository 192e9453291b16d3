/* What is shown of a link's preview. Without a DOM. */
import type { Card } from "@data";
import { linkify } from "../logic/linkify";

/** The first web address in a text, as it stands there, with https:// before it where it has nothing. */
export function firstLink(text: string): string | undefined {
  const link = linkify(text).find((piece) => piece.kind === "link");
  return link && (/^https?:/iu.test(link.text) ? link.text : `https://${link.text}`);
}

/** A card of which everything that is shown is there. */
export type Shown = Card & { url: string; title: string; host: string };

/** The card of a text, as long as its link stands in it: who edits it away has it go. What is no card, as a local copy may hold, is none. */
export function shownCard(text: string, card: Card | undefined): Shown | undefined {
  if (!isShown(card)) return undefined;
  const bare = card.url.slice(card.url.indexOf("://") + 3).toLowerCase();
  return text.toLowerCase().includes(bare) ? card : undefined;
}

function isShown(card: Card | undefined): card is Shown {
  const of: Record<string, unknown> = { ...card };
  return typeof of.url === "string" && /^https?:\/\/./iu.test(of.url) && typeof of.title === "string" && typeof of.host === "string" && isText(of.description) && isText(of.site);
}

const isText = (value: unknown) => value === undefined || typeof value === "string";

/** Where a page is: the server always, after what the page calls its site. */
export function origin({ site, host }: Shown): string {
  return site && site.toLowerCase() !== host ? `${site} · ${host}` : host;
}

/** What something costs, in a person's language; undefined where that cannot be said. */
export function price(product: Card["product"], locale: string): string | undefined {
  try {
    return product && new Intl.NumberFormat(locale, { style: "currency", currency: product.currency }).format(Number(product.price));
  } catch {
    return undefined;
  }
}

/** Whether a picture fills the width of a card; what is high or small stands beside the texts. */
export function isWide({ width = 0, height = 0 }: NonNullable<Card["image"]>): boolean {
  return width >= 300 && width / height >= 1.3;
}
