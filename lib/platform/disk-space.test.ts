import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { findFreeDiskBytes, requireFreeDisk } from "./disk-space.ts";

test("counts a folder that does not exist yet as its parent", async () => {
  const here = await findFreeDiskBytes(os.tmpdir());
  const later = await findFreeDiskBytes(path.join(os.tmpdir(), "no-such", "folder", "yet"));
  expect(here).toBeGreaterThan(0);
  expect(Math.abs(here - later)).toBeLessThan(1_000_000_000);
});

test("passes what fits, refuses what would leave too little, and says both numbers", async () => {
  await requireFreeDisk(os.tmpdir(), 1, 1, findFreeDiskBytes);
  const tooMuch = requireFreeDisk(os.tmpdir(), 1e18, 1e9, findFreeDiskBytes);
  await expect(tooMuch).rejects.toThrow(/needs 1000\.0 PB and keeps 1\.0 GB free/);
  await expect(tooMuch).rejects.toMatchObject({ code: "disk_full" } satisfies Partial<AppError>);
  await expect(requireFreeDisk(os.tmpdir(), 0, 1e18, findFreeDiskBytes)).rejects.toBeInstanceOf(AppError);
});
