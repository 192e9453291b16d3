/** Packs of stickers that one sends, and those of messages. */
import type { Api } from "../api";
import { transfer } from "../photos";
import type { components } from "@sdk/schema";
import type { Content, ID } from "../types";

export type StickerPack = components["schemas"]["StickerPack"];
export type PackSticker = components["schemas"]["PackSticker"];
export type SentSticker = NonNullable<Content["sticker"]>;

/** The side of what is sent, in pixels: the server keeps no more. */
const SIDE = 512;

const known = new WeakMap<Api, StickerPack[]>();

/** The packs as they were last seen: shown before the server answers, and where it cannot be asked. */
export function knownPacks(api: Api): StickerPack[] | undefined {
  return known.get(api);
}

export function knowPacks(api: Api, packs: StickerPack[]): void {
  known.set(api, packs);
}

export async function listPacks(api: Api): Promise<StickerPack[]> {
  const { items } = await api.ask((http) => http.GET("/v1/sticker-packs"));
  return byUse(items);
}

export function makePack(api: Api, id: ID, name: string): Promise<StickerPack> {
  return api.ask((http) => http.POST("/v1/sticker-packs", { body: { id, name } }));
}

export function renamePack(api: Api, pack: ID, name: string): Promise<StickerPack> {
  return api.ask((http) => http.PATCH("/v1/sticker-packs/{pack}", { params: { path: { pack } }, body: { name } }));
}

/** Deletes one's own for everyone, and takes another's out of one's list. */
export async function deletePack(api: Api, { maker, id: pack }: StickerPack): Promise<void> {
  await api.ask((http) => http.DELETE("/v1/sticker-packs/{pack}", { params: { path: { pack }, query: { maker } } }));
}

export async function removeSticker(api: Api, pack: ID, sticker: ID): Promise<void> {
  await api.ask((http) => http.DELETE("/v1/sticker-packs/{pack}/stickers/{sticker}", { params: { path: { pack, sticker } } }));
}

/** Puts a picture into a pack of one's own: made smaller here, as transparent as it is. */
export async function putSticker(api: Api, origin: string, pack: ID, file: File, emoji: string): Promise<PackSticker> {
  const upload = await transfer(origin, `sticker-${crypto.randomUUID()}`, await small(file), () => undefined, new AbortController().signal);
  return api.ask((http) => http.POST("/v1/sticker-packs/{pack}/stickers", { params: { path: { pack } }, body: { upload, emoji } }));
}

/** What this browser cannot read, the server may. */
async function small(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return file;
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  const context = canvas.getContext("2d");
  if (!context) return file;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/png" });
}

export function openPack(api: Api, id: ID, seq: number): Promise<StickerPack> {
  return api.ask((http) => http.GET("/v1/conversations/{id}/entries/{seq}/sticker-pack", { params: { path: { id, seq } } }));
}

export function addPack(api: Api, id: ID, seq: number): Promise<StickerPack> {
  return api.ask((http) => http.POST("/v1/conversations/{id}/entries/{seq}/sticker-pack", { params: { path: { id, seq } } }));
}

/** What a message is that sends a sticker. */
export function contentOf({ maker, id: pack }: StickerPack, { id: item, emoji, width, height }: PackSticker): Content {
  return { type: "sticker", text: "", sticker: { maker, pack, item, emoji, width, height } };
}

/** Where the sticker of a message is: the message's own copy, or the one in the pack until it is sent. */
export function stickerUrl({ id, maker, item }: SentSticker, sender: ID): string {
  return id ? `/v1/stickers/${sender}/${id}` : `/v1/stickers/${maker}/${item}`;
}

/** What this device sent last, the last first: stickers, and the packs they are of. */
const STICKERS = { key: "stickers", most: 12 };
const PACKS = { key: "sticker-packs", most: 70 };

function kept({ key }: typeof STICKERS): ID[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function keepFirst(list: typeof STICKERS, id: ID): void {
  try {
    localStorage.setItem(list.key, JSON.stringify([id, ...kept(list).filter((one) => one !== id)].slice(0, list.most)));
  } catch {
    // Without room for it, nothing is remembered.
  }
}

/** The ids of the stickers that this device sent last, the last first. */
export function recentStickers(): ID[] {
  return kept(STICKERS);
}

export function noteSticker(pack: ID, sticker: ID): void {
  keepFirst(STICKERS, sticker);
  keepFirst(PACKS, pack);
}

/** The pack that one sent of last comes first; those that one never sent of stay behind, as they are. */
export function byUse(packs: readonly StickerPack[]): StickerPack[] {
  const used = kept(PACKS);
  const place = ({ id }: StickerPack) => (used.includes(id) ? used.indexOf(id) : used.length);
  return [...packs].sort((a, b) => place(a) - place(b));
}
