import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";
import { explainDatabaseError } from "./explain-database-error.ts";
import { requireFreePort, requireWritableDataDir } from "./preflight.ts";

test("a taken port is told with the next one to try; a free one passes", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  await expect(requireFreePort("127.0.0.1", port)).rejects.toThrow(`Port ${port} is taken by another program`);
  server.close();
  await requireFreePort("127.0.0.1", await findFreePort());
});

test("an address of another machine is told", async () => {
  await expect(requireFreePort("192.0.2.1", 3000)).rejects.toThrow("can't listen on 192.0.2.1:3000");
});

test("a data directory that can't be written is told; a new one is made and left empty", () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-data-"));
  writeFileSync(path.join(dir, "file"), "");
  expect(() => requireWritableDataDir(path.join(dir, "file"))).toThrow("set VODMANAGER_DATA_DIR");
  requireWritableDataDir(path.join(dir, "a/b"));
  expect(readdirSync(path.join(dir, "a/b"))).toEqual([]);
  rmSync(dir, { recursive: true });
});

test.each([
  [{ code: "ECONNREFUSED" }, "nothing answers there"],
  [{ code: "28P01" }, "it refuses the user or password"],
  [{ code: "3D000" }, "it has no such database"],
  [{ message: "Connection terminated due to connection timeout" }, "it does not answer"],
  [{ code: "XX000" }, "error XX000"],
])("a database error %j is told without the password", (error, reason) => {
  const { message } = explainDatabaseError(error, "postgresql://u:hunter2@db.example:5433/vods");
  expect(message).toContain(`db.example:5433/vods can't be used: ${reason}`);
  expect(message).not.toContain("hunter2");
});
