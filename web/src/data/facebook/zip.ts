/** Takes one file out of a zip archive, without reading the rest of it. */
import { FileError } from "./read";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end of an archive is this long, with a comment of up to 64 KiB behind it. */
const END_SIZE = 22;
const COMMENT = 0xffff;
const MOST_LISTED = 32 << 20;

interface Entry {
  name: string;
  method: number;
  packed: number;
  at: number;
}

export async function isZip(file: Blob): Promise<boolean> {
  const start = await view(file, 0, 4);
  return start.byteLength === 4 && [LOCAL, END].includes(start.getUint32(0, true));
}

/** The content of the file that `wanted` gives the first place, which has at most `most` bytes; undefined where there is none. */
export async function fileIn(archive: Blob, wanted: (name: string) => number | undefined, most: number): Promise<Uint8Array | undefined> {
  const found = (await entriesOf(archive))
    .flatMap((entry) => {
      const place = wanted(entry.name);
      return place === undefined ? [] : [{ entry, place }];
    })
    .sort((a, b) => a.place - b.place)[0];
  return found && contentOf(archive, found.entry, most);
}

async function view(file: Blob, from: number, size: number): Promise<DataView> {
  return new DataView(await file.slice(from, from + size).arrayBuffer());
}

/** The list of files that stands at the end of an archive. */
async function entriesOf(archive: Blob): Promise<Entry[]> {
  const from = Math.max(0, archive.size - END_SIZE - COMMENT);
  const tail = await view(archive, from, archive.size - from);
  let end = tail.byteLength - END_SIZE;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw new FileError("broken");
  const size = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  // Archives of more than 4 GiB say so elsewhere: with friends alone none is.
  if (size > MOST_LISTED || start === 0xffffffff) throw new FileError("large");
  if (start + size > archive.size) throw new FileError("broken");
  const list = await view(archive, start, size);
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= list.byteLength && list.getUint32(at, true) === ENTRY; ) {
    const nameSize = list.getUint16(at + 28, true);
    if (at + 46 + nameSize > list.byteLength) break;
    const encrypted = (list.getUint16(at + 8, true) & 1) === 1;
    const name = new TextDecoder().decode(new Uint8Array(list.buffer, at + 46, nameSize));
    if (!encrypted) entries.push({ name, method: list.getUint16(at + 10, true), packed: list.getUint32(at + 20, true), at: list.getUint32(at + 42, true) });
    at += 46 + nameSize + list.getUint16(at + 30, true) + list.getUint16(at + 32, true);
  }
  return entries;
}

async function contentOf(archive: Blob, { method, packed, at }: Entry, most: number): Promise<Uint8Array> {
  if (packed > most) throw new FileError("large");
  const local = await view(archive, at, 30);
  if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL) throw new FileError("broken");
  const start = at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const data = archive.slice(start, start + packed);
  if (data.size !== packed || (method !== 0 && method !== 8)) throw new FileError("broken");
  const stream = data.stream();
  return taken(method === 0 ? stream : stream.pipeThrough(new DecompressionStream("deflate-raw")), most);
}

/** All of a stream, which is left where it is longer than `most`: what unpacks to much more than it is ends here. */
async function taken(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.byteLength;
      if (size > most) throw new FileError("large");
      parts.push(next.value);
    }
  } catch (cause) {
    await reader.cancel().catch(() => undefined);
    throw cause instanceof FileError ? cause : new FileError("broken");
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
