/** Photos, videos and recordings of messages on their way: photos made smaller here, both sent in parts that go on after a break, and shown or played from this device meanwhile. */
import { rgbaToThumbHash } from "thumbhash";
import { DetailedError, Upload } from "tus-js-client";
import type { Api } from "../api";
import type { ChosenFile, ChosenPhoto, OutboxItem, RecordedVoice, Wish } from "../pending";
import { Problem, asProblem } from "../problem";
import { Value, type Readable } from "../readable";
import { motionOf } from "./gif";
import type { Content, ID, Photo, ProblemBody } from "../types";

/** The longer side that is sent, in pixels: the server shows no more. */
const LONGEST = 2048;
/** What is neither longer nor heavier, in bytes, is sent as it is. */
const LIGHT = 1_500_000;
/** The longer side of what stands in the place of what moves, until it does. */
const STILL = 720;
const QUALITY = 0.86;
const TAKEN = ["image/jpeg", "image/png", "image/webp"];

/** Makes a chosen file ready to be sent, or fails where neither the browser nor the server can read it. The work is done off the page's own thread. */
export async function prepare(file: File): Promise<ChosenPhoto> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (cause) {
    if (!isHeif(new Uint8Array(await file.slice(0, 256).arrayBuffer()))) throw cause;
    return { id: crypto.randomUUID(), alt: "", blob: file, name: file.name };
  }
  try {
    const motion = await motionOf(file);
    if (motion === "moves") return await whatMoves(file, bitmap);
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const light = scale === 1 && file.size <= LIGHT && TAKEN.includes(file.type);
    const blob = light ? file : await draw(bitmap, width, height).canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return { id: crypto.randomUUID(), alt: "", width, height, placeholder: placeholderOf(bitmap), blob, stilled: motion === "too large" };
  } finally {
    bitmap.close();
  }
}

/** A GIF that goes as it is, and its first picture. */
async function whatMoves(file: File, bitmap: ImageBitmap): Promise<ChosenPhoto> {
  const { width, height } = bitmap;
  const scale = Math.min(1, STILL / Math.max(width, height));
  const { canvas } = draw(bitmap, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const poster = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return { id: crypto.randomUUID(), alt: "", width, height, moving: file.size, placeholder: placeholderOf(bitmap), blob: file, poster };
}

export function draw(bitmap: ImageBitmap, width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return context;
}

export function placeholderOf(bitmap: ImageBitmap): string {
  const scale = 90 / Math.max(bitmap.width, bitmap.height, 90);
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const { data } = draw(bitmap, width, height).getImageData(0, 0, width, height);
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, data)));
}

/** Whether a file begins as one of those that telephones write and most browsers cannot read (HEIC), whatever it is called. */
export function isHeif(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head);
  const [, brands = ""] = /^[^]{4}ftyp([^]*)/.exec(text.slice(0, ((head[2] ?? 0) << 8) | (head[3] ?? 0))) ?? [];
  return /^(hei[cx]|(mif1|miaf)[^]{4}([^]{4})*hei[cx])/.test(brands);
}

/** A photo as it is to be sent in its full dimensions: the file itself, where the server reads its kind and takes its size, of which `most` is the largest in bytes. */
export function inFull(photo: ChosenPhoto, file: File, most: number): ChosenPhoto {
  const read = photo.name !== undefined || TAKEN.includes(file.type) || file.type === "image/gif";
  return isVideo(photo) || photo.moving !== undefined || !read || file.size > most ? photo : { ...photo, blob: file, original: file.size };
}

const shares = new Map<string, Value<number>>();

/** How much of an item's photos or recording has left, from 0 to 1. */
export function shareOf(key: string): Readable<number> {
  return share(key);
}

function share(key: string): Value<number> {
  const known = shares.get(key) ?? new Value(0);
  shares.set(key, known);
  return known;
}

/** How many photos and recordings a tab holds to show them without fetching. */
const HELD = 60;
const held = new Map<Blob, string>();
const own = new Map<ID, Blob>();

/** Where a file can be shown from. */
export function urlOf(file: Blob): string {
  const known = held.get(file);
  if (known) return known;
  const url = URL.createObjectURL(file);
  held.set(file, url);
  const [oldest] = held;
  if (oldest && held.size > HELD) {
    URL.revokeObjectURL(oldest[1]);
    held.delete(oldest[0]);
  }
  return url;
}

/** Where a photo or recording that was sent from this tab is on this device: who sends it need not fetch it. */
export function ownUrl(id: ID): string | undefined {
  const file = own.get(id);
  return file && held.get(file);
}

/**
 * Uploads the photos or the recording of an item, one after the other. `keep` is given the wish whenever one of them is with the server, so that it is not sent again, and at the
 * end without any that is left to upload. An upload that broke off goes on where it was, also after a reload.
 */
export async function upload(api: Api, origin: string, item: OutboxItem, keep: (wish: Wish) => Promise<void>, signal: AbortSignal): Promise<void> {
  const { wish } = item;
  if (wish.kind === "message" && wish.voice) return uploadVoice(api, origin, item.id, wish, wish.voice, keep, signal);
  if (wish.kind === "message" && wish.file) return uploadFile(api, origin, item.id, wish, wish.file, keep, signal);
  if (wish.kind !== "message" || !wish.photos) return;
  let photos = wish.photos;
  const total = photos.reduce((sum, { blob }) => sum + blob.size, 0);
  let sent = 0;
  for (const [i, photo] of photos.entries()) {
    if (!photo.made) {
      const before = sent;
      const keepWith = async (more: Partial<ChosenPhoto>) => {
        photos = photos.map((one, at) => (at === i ? { ...one, ...more } : one));
        await keep({ ...wish, photos });
      };
      const up = () => transfer(origin, `photo-${photo.id}`, photo.blob, (bytes) => share(item.id).set((before + bytes) / total), signal);
      const made = isVideo(photo) ? await makeVideo(api, photo, up, keepWith, signal) : await makePhoto(api, await up(), photo.original !== undefined);
      const shown = isVideo(photo) || photo.moving !== undefined ? photo.poster : photo.name === undefined && photo.blob;
      if (shown) own.set(made.id, shown);
      if (made.moving !== undefined) own.set(`${made.id}/moving`, photo.blob);
      await keepWith({ ...made, made: true });
    }
    sent += photo.blob.size;
  }
  const named = photos.map(({ id, width, height, original, moving, placeholder, alt, duration }) => ({ id, width, height, original, moving, placeholder, alt, duration }));
  shares.delete(item.id);
  await keep({ kind: "message", content: wish.content.once ? shownOnce(wish.content, named[0]) : { ...wish.content, photos: named } });
}

/** A message that is viewed once, once the server has what it shows. Nothing of it stays here to be shown again. */
function shownOnce(content: Content, made: { id: ID } | undefined): Content {
  const { once, ...rest } = content;
  if (!once || !made) return content;
  for (const name of [made.id, `${made.id}/moving`]) {
    const file = own.get(name);
    if (file) URL.revokeObjectURL(held.get(file) ?? "");
    if (file) held.delete(file);
    own.delete(name);
  }
  return { ...rest, once: { kind: once.kind, id: made.id } };
}

/** Whether it is a video: a photo that lasts, which is its poster. */
export function isVideo({ duration }: Photo): boolean {
  return duration !== undefined;
}

function makePhoto(api: Api, upload: ID, original: boolean): Promise<Photo> {
  return api.ask((http) => http.POST("/v1/photos", { body: { upload, original } }));
}

/** Has the server prepare a video, and waits for it. It is uploaded once: what broke off meanwhile asks for the same again. */
async function makeVideo(api: Api, video: ChosenPhoto, up: () => Promise<ID>, keep: (more: Partial<ChosenPhoto>) => Promise<void>, signal: AbortSignal): Promise<Photo> {
  const upload = video.upload ?? (await up());
  if (!video.upload) await keep({ upload });
  for (;;) {
    try {
      const { state, id, width, height, placeholder, duration } = await api.ask((http) => http.POST("/v1/videos", { body: { upload } }));
      if (state === "ready") return { id, width, height, placeholder, duration };
    } catch (cause) {
      // The server keeps what is not sent for some days only.
      if (!video.upload || asProblem(cause).code !== "not_found") throw cause;
      return makeVideo(api, { ...video, upload: undefined }, up, keep, signal);
    }
    signal.throwIfAborted();
  }
}

/** Uploads a recording, whose name is then the server's, and its length as the server measured it. */
async function uploadVoice(api: Api, origin: string, key: string, wish: Wish & { kind: "message" }, { blob, waveform, id }: RecordedVoice, keep: (wish: Wish) => Promise<void>, signal: AbortSignal): Promise<void> {
  const upload = await transfer(origin, `voice-${id}`, blob, (bytes) => share(key).set(bytes / blob.size), signal);
  const made = await api.ask((http) => http.POST("/v1/voices", { body: { upload } }));
  own.set(made.id, blob);
  urlOf(blob);
  shares.delete(key);
  await keep({ kind: "message", content: wish.content.once ? shownOnce(wish.content, made) : { ...wish.content, voice: { ...made, waveform } } });
}

/** Uploads a file, whose id and name are then the server's. */
async function uploadFile(api: Api, origin: string, key: string, wish: Wish & { kind: "message" }, { blob, name = "", id }: ChosenFile, keep: (wish: Wish) => Promise<void>, signal: AbortSignal): Promise<void> {
  const upload = await transfer(origin, `file-${id}`, blob, (bytes) => share(key).set(bytes / blob.size), signal);
  const file = await api.ask((http) => http.POST("/v1/files", { body: { upload, name: name.slice(-1000) } }));
  shares.delete(key);
  await keep({ kind: "message", content: { ...wish.content, file } });
}

/** Uploads one file and answers the upload's id. What has the same name goes on where it was. */
export function transfer(origin: string, name: string, blob: Blob, progress: (bytes: number) => void, signal: AbortSignal): Promise<ID> {
  return new Promise((resolve, reject) => {
    const up = new Upload(blob as File, {
      endpoint: `${origin}/v1/uploads`,
      fingerprint: () => Promise.resolve(name),
      removeFingerprintOnSuccess: true,
      retryDelays: [500, 2000],
      onProgress: progress,
      onSuccess: () => resolve(up.url?.split("/").pop() ?? ""),
      onError: (cause) => reject(problemOf(cause)),
    });
    signal.addEventListener("abort", () => {
      up.abort(true).catch(() => undefined);
      reject(new DOMException("given up", "AbortError"));
    });
    void up.findPreviousUploads().then(([previous]) => {
      if (signal.aborted) return;
      if (previous) up.resumeFromPreviousUpload(previous);
      up.start();
    });
  });
}

function problemOf(cause: Error | DetailedError): Problem {
  const answer = cause instanceof DetailedError ? cause.originalResponse : undefined;
  if (!answer || answer.getStatus() === 0) return asProblem(cause);
  try {
    return new Problem(JSON.parse(answer.getBody()) as ProblemBody);
  } catch {
    return new Problem({ status: answer.getStatus(), code: `http_${answer.getStatus()}` });
  }
}
