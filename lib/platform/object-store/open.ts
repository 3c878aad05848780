import path from "node:path";
import type { Config } from "#lib/config.ts";
import { openFileSystemStore } from "./file-system.ts";
import type { ObjectStore } from "./model.ts";
import { openS3Store } from "./s3.ts";

/** The object store of this configuration: S3 where it is set up, else files in `<dataDir>/objects`. Opens no connection yet. */
export function openObjectStore(config: Pick<Config, "dataDir" | "s3">): ObjectStore {
  return config.s3 ? openS3Store(config.s3) : openFileSystemStore(path.join(config.dataDir, "objects"));
}
