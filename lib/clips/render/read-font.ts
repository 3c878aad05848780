/** What is read of a TrueType or OpenType font: its name, which characters it has, and how wide they are. */
export type FontFace = {
  /** The family by which libass finds it. */
  family: string;
  isBold: boolean;
  has: (codePoint: number) => boolean;
  /** Width as a fraction of the font size as libass counts it (ascent + descent). */
  widthOf: (codePoint: number) => number;
};

/**
 * Reads a `.ttf` or `.otf` file's bytes (tables `name`, `cmap` formats 4 and 12, `head`, `hhea`, `hmtx`, `OS/2`;
 * OpenType 1.9). Null when it is no such font: WOFF, a collection, or damaged.
 */
export function readFont(bytes: Buffer): FontFace | null {
  try {
    const magic = bytes.readUInt32BE(0);
    if (magic !== 0x00010000 && magic !== 0x4f54544f && magic !== 0x74727565) return null;
    const tables = new Map<string, Buffer>();
    for (let n = 0; n < bytes.readUInt16BE(4); n += 1) {
      const at = 12 + n * 16;
      const offset = bytes.readUInt32BE(at + 8);
      tables.set(bytes.toString("latin1", at, at + 4), bytes.subarray(offset, offset + bytes.readUInt32BE(at + 12)));
    }
    const table = (tag: string) => {
      const found = tables.get(tag);
      if (!found) throw new RangeError(tag);
      return found;
    };
    const glyphs = readCharacters(table("cmap"));
    const hhea = table("hhea");
    const widths = readWidths(table("hmtx"), hhea.readUInt16BE(34));
    const os2 = tables.get("OS/2");
    const windows = os2 && os2.length >= 78 ? os2.readUInt16BE(74) + os2.readUInt16BE(76) : 0;
    const height = windows || hhea.readInt16BE(4) - hhea.readInt16BE(6);
    const family = readFamily(table("name"));
    if (family === null || height <= 0) return null;
    return {
      family,
      isBold: (table("head").readUInt16BE(44) & 1) === 1,
      has: (codePoint) => (glyphs.get(codePoint) ?? 0) !== 0,
      widthOf: (codePoint) => {
        const glyph = glyphs.get(codePoint) ?? 0;
        return (widths[Math.min(glyph, widths.length - 1)] ?? 0) / height;
      },
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The font with its whole character table under the name where libass looks first. libass up to 0.16 takes the first
 * Windows table, which in fonts with two of them ends at U+FFFF: no emoji would be drawn. Changes `bytes`.
 */
export function leadWithAllCharacters(bytes: Buffer): Buffer {
  for (let n = 0; n < bytes.readUInt16BE(4); n += 1) {
    if (bytes.toString("latin1", 12 + n * 16, 16 + n * 16) !== "cmap") continue;
    const cmap = bytes.subarray(bytes.readUInt32BE(20 + n * 16));
    const records = Array.from({ length: cmap.readUInt16BE(2) }, (_, record) => 4 + record * 8);
    const find = (encoding: number) =>
      records.find((at) => cmap.readUInt16BE(at) === 3 && cmap.readUInt16BE(at + 2) === encoding);
    const [basic, whole] = [find(1), find(10)];
    if (basic !== undefined && whole !== undefined) cmap.writeUInt32BE(cmap.readUInt32BE(whole + 4), basic + 4);
  }
  return bytes;
}

function readWidths(hmtx: Buffer, count: number): Uint16Array {
  const widths = new Uint16Array(count);
  for (let n = 0; n < count; n += 1) widths[n] = hmtx.readUInt16BE(n * 4);
  return widths;
}

function readCharacters(cmap: Buffer): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let n = 0; n < cmap.readUInt16BE(2); n += 1) {
    const platform = cmap.readUInt16BE(4 + n * 8);
    if (platform !== 0 && platform !== 3) continue;
    const subtable = cmap.subarray(cmap.readUInt32BE(8 + n * 8));
    const format = subtable.readUInt16BE(0);
    if (format === 4) readSegments(subtable, glyphs);
    if (format === 12) readGroups(subtable, glyphs);
  }
  return glyphs;
}

function readSegments(table: Buffer, glyphs: Map<number, number>): void {
  const size = table.readUInt16BE(6);
  for (let at = 0; at < size; at += 2) {
    const end = table.readUInt16BE(14 + at);
    const start = table.readUInt16BE(16 + size + at);
    const delta = table.readUInt16BE(16 + size * 2 + at);
    const rangeAt = 16 + size * 3 + at;
    const range = table.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const raw = range === 0 ? code : table.readUInt16BE(rangeAt + range + (code - start) * 2);
      if (range === 0 || raw !== 0) glyphs.set(code, (raw + delta) & 0xffff);
    }
  }
}

function readGroups(table: Buffer, glyphs: Map<number, number>): void {
  const count = Math.min(table.readUInt32BE(12), 100_000);
  for (let n = 0; n < count; n += 1) {
    const start = table.readUInt32BE(16 + n * 12);
    const end = Math.min(table.readUInt32BE(20 + n * 12), 0x10ffff);
    const glyph = table.readUInt32BE(24 + n * 12);
    for (let code = start; code <= end; code += 1) glyphs.set(code, glyph + code - start);
  }
}

function readFamily(name: Buffer): string | null {
  const storage = name.readUInt16BE(4);
  for (let n = 0; n < name.readUInt16BE(2); n += 1) {
    const at = 6 + n * 12;
    const isWindowsEnglish = name.readUInt16BE(at) === 3 && name.readUInt16BE(at + 4) === 0x409;
    if (!isWindowsEnglish || name.readUInt16BE(at + 6) !== 1) continue;
    const start = storage + name.readUInt16BE(at + 10);
    const text = Buffer.from(name.subarray(start, start + name.readUInt16BE(at + 8)));
    return text.swap16().toString("utf16le");
  }
  return null;
}
