// Makes the HEIF files of the tests. usage: node make-heif.mjs   (with heif-enc of Debian's libheif-examples)
// All show four quarters: red and blue above, yellow and pink below.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const work = mkdtempSync(join(tmpdir(), "heif-"));
const QUARTERS = [[255, 0, 0], [0, 0, 255], [255, 255, 0], [255, 0, 255]];
const u16 = (...n) => Buffer.from(n.flatMap((v) => [v >> 8, v & 255]));
const u32 = (...n) => Buffer.concat(n.map((v) => Buffer.from([(v >>> 24) & 255, (v >> 16) & 255, (v >> 8) & 255, v & 255])));
const text = (s) => Buffer.from(s, "latin1");

function png(w, h, at, profile) {
  const chunk = (name, body) => {
    const named = Buffer.concat([text(name), body]);
    return Buffer.concat([u32(body.length), named, u32(crc32(named))]);
  };
  const rows = [];
  for (let y = 0; y < h; y++) {
    rows.push(0);
    for (let x = 0; x < w; x++) rows.push(...at(x, y));
  }
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", Buffer.concat([u32(w, h), Buffer.from([8, 2, 0, 0, 0])])),
    ...(profile ? [chunk("iCCP", Buffer.concat([text("p\0\0"), deflateSync(profile)]))] : []),
    chunk("IDAT", deflateSync(Buffer.from(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const quarters = (w, h, colours = QUARTERS) => (x, y) => colours[2 * Math.floor((2 * y) / h) + Math.floor((2 * x) / w)];

// A profile with the primaries of Display P3 and the curve of sRGB.
function displayP3() {
  const fixed = (v) => u32(Math.round(v * 65536));
  const xyz = (...v) => Buffer.concat([text("XYZ \0\0\0\0"), ...v.map(fixed)]);
  const curve = Buffer.concat([text("para\0\0\0\0"), u16(3, 0), ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(fixed)]);
  const tags = [
    ["wtpt", xyz(0.9642, 1, 0.8249)],
    ["rXYZ", xyz(0.51512, 0.2412, -0.00105)],
    ["gXYZ", xyz(0.29198, 0.69225, 0.04189)],
    ["bXYZ", xyz(0.1571, 0.06657, 0.78407)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  let at = 132 + 12 * tags.length;
  const table = [u32(tags.length)];
  for (const [name, body] of tags) {
    table.push(text(name), u32(at, body.length));
    at += body.length;
  }
  const head = Buffer.alloc(128);
  head.writeUInt32BE(at, 0);
  head.writeUInt32BE(0x04000000, 8);
  head.write("mntrRGB XYZ ", 12, "latin1");
  head.write("acsp", 36, "latin1");
  Buffer.concat([0.9642, 1, 0.8249].map(fixed)).copy(head, 68); // D50
  return Buffer.concat([head, ...table, ...tags.map(([, body]) => body)]);
}

function encode(name, inputs, ...options) {
  const files = inputs.map(([end, content], i) => {
    const path = join(work, `${i}.${end}`);
    writeFileSync(path, content);
    return path;
  });
  const out = join(work, name);
  execFileSync("heif-enc", ["-q", "90", "-p", "preset=slow", ...options, ...files, "-o", out]);
  return readFileSync(out);
}

// EXIF that says to turn the picture, and where it was taken.
const exif = Buffer.concat([u32(0), text("MM\0*"), u32(8), u16(2, 0x0112, 3), u32(1), u16(6, 0), u16(0x8825, 4), u32(1, 38), u32(0), text("GPS 48.8566 N 2.3522 E SECRET-PLACE")]);

// What telephones write: a picture that is laid out of tiles, and turned by quarters to the left.
function grid(brand, matrix, full, turn = 0) {
  const options = ["--matrix_coefficients", String(matrix), "--full_range_flag", String(full)];
  const tiles = encode("tiles.heic", QUARTERS.map((colour) => ["png", png(64, 64, () => colour)]), ...options);
  const box = (kind, ...bodies) => {
    const body = Buffer.concat(bodies);
    return Buffer.concat([u32(body.length + 8), text(kind), body]);
  };
  const boxes = (of, from = 0) => {
    const found = {};
    for (let at = from; at < of.length; at += of.readUInt32BE(at)) found[of.toString("latin1", at + 4, at + 8)] ??= of.subarray(at + 8, at + of.readUInt32BE(at));
    return found;
  };
  const meta = boxes(boxes(tiles).meta, 4);
  const coding = boxes(boxes(meta.iprp).ipco).hvcC;
  // The tiles' extents: version 0 or 1 of iloc, as heif-enc writes it.
  const { iloc } = meta;
  const version = iloc[0];
  const [offsetSize, lengthSize, baseSize] = [iloc[4] >> 4, iloc[4] & 15, iloc[5] >> 4];
  let at = 8;
  const extents = [];
  for (let i = 0; i < iloc.readUInt16BE(6); i++) {
    at += 2 + (version > 0 ? 2 : 0) + 2;
    const base = baseSize > 0 ? iloc.readUIntBE(at, baseSize) : 0;
    at += baseSize + 2;
    extents.push([base + iloc.readUIntBE(at, offsetSize), iloc.readUIntBE(at + offsetSize, lengthSize)]);
    at += offsetSize + lengthSize;
  }
  const data = extents.slice(0, 4).map(([offset, length]) => tiles.subarray(offset, offset + length));
  data.push(Buffer.concat([Buffer.from([0, 0, 1, 1]), u16(128, 128)]), exif);
  const ftyp = box("ftyp", text(brand), u32(0), text("mif1heicmiaf"));
  const ids = [1, 2, 3, 4, 5, 6];
  const kinds = ["hvc1", "hvc1", "hvc1", "hvc1", "grid", "Exif"];
  const write = (start) => {
    let offset = start;
    const places = data.map((d, i) => {
      const place = Buffer.concat([u16(ids[i], 0, 1), u32(offset, d.length)]);
      offset += d.length;
      return place;
    });
    return box(
      "meta",
      u32(0),
      box("hdlr", u32(0, 0), text("pict"), u32(0, 0, 0), text("\0")),
      box("pitm", u32(0), u16(5)),
      box("iloc", u32(0), Buffer.from([0x44, 0]), u16(6), ...places),
      box("iinf", u32(0), u16(6), ...ids.map((id) => box("infe", u32(0x02000000 + (id === 5 ? 0 : 1)), u16(id, 0), text(`${kinds[id - 1]}\0`)))),
      box("iref", u32(0), box("dimg", u16(5, 4, 1, 2, 3, 4)), box("cdsc", u16(6, 1, 5))),
      box(
        "iprp",
        box("ipco", box("hvcC", coding), box("ispe", u32(0, 64, 64)), box("ispe", u32(0, 128, 128)), box("colr", text("nclx"), u16(1, 13, matrix), Buffer.from([128 * full])), box("irot", Buffer.from([turn]))),
        box("ipma", u32(0, 5), ...ids.slice(0, 5).map((id) => Buffer.concat([u16(id), Buffer.from(id < 5 ? [2, 0x81, 2] : [3, 3, 4, 0x85])]))),
      ),
    );
  };
  const start = ftyp.length + write(0).length + 8;
  return Buffer.concat([ftyp, write(start), box("mdat", ...data)]);
}

const files = {
  "plain.heic": encode("plain.heic", [["png", png(192, 128, quarters(192, 128))]]),
  "sideways.heic": grid("heic", 6, 1, 3),
  "grid.heic": grid("mif1", 6, 1),
  "narrow.heic": grid("heic", 1, 0),
  // Green in Display P3 that is rgb(0, 160, 0) in sRGB.
  "p3.heic": encode("p3.heic", [["png", png(128, 128, () => [71, 158, 44], displayP3())]], "--enable-two-colr-boxes"),
  "p3.png": png(8, 8, () => [71, 158, 44], displayP3()),
};
for (const [name, content] of Object.entries(files)) writeFileSync(join(here, name), content);
rmSync(work, { recursive: true });
