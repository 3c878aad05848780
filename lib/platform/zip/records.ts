import assert from "node:assert";

/** One file of an archive, whose size is known before its bytes are read. `name` may have folders, joined by `/`. */
export type ZipEntry = { name: string; sizeBytes: number; modifiedAt: Date };

/** What is known of an archive before any byte of it is written. `isLarge`: beyond 4 GB, with 64-bit sizes. */
export type ZipPlan = { isLarge: boolean; sizeBytes: number };

const max32 = 0xffff_ffff;
/** Names are UTF-8; checksums follow the bytes, since each file is read once. */
const flags = 0x0808;
const sizes = { local: 30, localExtra: 20, central: 46, centralExtra: 28, end: 22, end64: 56, locator: 20 };
const descriptorBytes = (isLarge: boolean) => (isLarge ? 24 : 16);
const nameBytes = (entry: ZipEntry) => Buffer.byteLength(entry.name);

/** Bytes of an archive of these files, stored without compression (PKWARE's APPNOTE 6.3). Exact. */
export function planZip(entries: readonly ZipEntry[]): ZipPlan {
  assert(entries.length < 0xffff, "an archive of 65,535 files and more needs records this one doesn't write");
  const sizeOf = (isLarge: boolean) =>
    entries.reduce(
      (sum, entry) => sum + framingBytes(entry, isLarge) + entry.sizeBytes + centralBytes(entry, isLarge),
      sizes.end + (isLarge ? sizes.end64 + sizes.locator : 0),
    );
  const small = sizeOf(false);
  const isLarge = small >= max32;
  return { isLarge, sizeBytes: isLarge ? sizeOf(true) : small };
}

const framingBytes = (entry: ZipEntry, isLarge: boolean) =>
  sizes.local + nameBytes(entry) + (isLarge ? sizes.localExtra : 0) + descriptorBytes(isLarge);

const centralBytes = (entry: ZipEntry, isLarge: boolean) =>
  sizes.central + nameBytes(entry) + (isLarge ? sizes.centralExtra : 0);

/** What stands before a file's bytes. */
export function localHeader(entry: ZipEntry, isLarge: boolean): Buffer {
  const name = Buffer.from(entry.name);
  const head = Buffer.alloc(sizes.local);
  head.writeUInt32LE(0x0403_4b50, 0);
  writeCommon(head, 4, entry, isLarge);
  // Sizes and checksum follow the bytes.
  if (isLarge) head.writeUInt32LE(max32, 18);
  if (isLarge) head.writeUInt32LE(max32, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(isLarge ? sizes.localExtra : 0, 28);
  return Buffer.concat([head, name, isLarge ? extra64([0, 0]) : Buffer.alloc(0)]);
}

/** What stands after a file's bytes. */
export function dataDescriptor(file: { crc: number; sizeBytes: number }, isLarge: boolean): Buffer {
  const record = Buffer.alloc(descriptorBytes(isLarge));
  record.writeUInt32LE(0x0807_4b50, 0);
  record.writeUInt32LE(file.crc, 4);
  if (isLarge) {
    record.writeBigUInt64LE(BigInt(file.sizeBytes), 8);
    record.writeBigUInt64LE(BigInt(file.sizeBytes), 16);
  } else {
    record.writeUInt32LE(file.sizeBytes, 8);
    record.writeUInt32LE(file.sizeBytes, 12);
  }
  return record;
}

/** A file's row in the table of contents. `offset`: where its local header begins. */
export function centralRecord(entry: ZipEntry & { crc: number; offset: number }, isLarge: boolean): Buffer {
  const name = Buffer.from(entry.name);
  const head = Buffer.alloc(sizes.central);
  head.writeUInt32LE(0x0201_4b50, 0);
  // Made on a Unix, so that the permissions below are read as such.
  head.writeUInt16LE(0x0300 | versionOf(isLarge), 4);
  writeCommon(head, 6, entry, isLarge);
  head.writeUInt32LE(entry.crc, 16);
  head.writeUInt32LE(isLarge ? max32 : entry.sizeBytes, 20);
  head.writeUInt32LE(isLarge ? max32 : entry.sizeBytes, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(isLarge ? sizes.centralExtra : 0, 30);
  head.writeUInt32LE((0o100644 << 16) >>> 0, 38);
  head.writeUInt32LE(isLarge ? max32 : entry.offset, 42);
  const { sizeBytes, offset } = entry;
  return Buffer.concat([head, name, isLarge ? extra64([sizeBytes, sizeBytes, offset]) : Buffer.alloc(0)]);
}

/** What ends an archive. */
export function endRecords(central: { count: number; sizeBytes: number; offset: number }, isLarge: boolean): Buffer {
  const { count, sizeBytes, offset } = central;
  const end = Buffer.alloc(sizes.end);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(isLarge ? max32 : sizeBytes, 12);
  end.writeUInt32LE(isLarge ? max32 : offset, 16);
  if (!isLarge) return end;
  const end64 = Buffer.alloc(sizes.end64);
  end64.writeUInt32LE(0x0606_4b50, 0);
  end64.writeBigUInt64LE(BigInt(sizes.end64 - 12), 4);
  end64.writeUInt16LE(0x0300 | versionOf(true), 12);
  end64.writeUInt16LE(versionOf(true), 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(sizeBytes), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(sizes.locator);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + sizeBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}

const versionOf = (isLarge: boolean) => (isLarge ? 45 : 20);

/** Version, flags, method 0 (stored) and time, which both headers have in a row. */
function writeCommon(head: Buffer, at: number, { modifiedAt }: ZipEntry, isLarge: boolean): void {
  head.writeUInt16LE(versionOf(isLarge), at);
  head.writeUInt16LE(flags, at + 2);
  const seconds = modifiedAt.getUTCSeconds() >> 1;
  head.writeUInt16LE((modifiedAt.getUTCHours() << 11) | (modifiedAt.getUTCMinutes() << 5) | seconds, at + 6);
  const years = Math.min(127, Math.max(0, modifiedAt.getUTCFullYear() - 1980));
  head.writeUInt16LE((years << 9) | ((modifiedAt.getUTCMonth() + 1) << 5) | modifiedAt.getUTCDate(), at + 8);
}

function extra64(values: number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [n, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * n);
  return extra;
}
