import path from "node:path";
import type { Config } from "#lib/config.ts";
import type { Log } from "#lib/platform/log.ts";
import type { ObjectStore } from "#lib/platform/object-store/model.ts";
import type { SourceCache } from "./model.ts";
import { openPassThrough } from "./pass-through.ts";
import { openSourceCache } from "./source-cache.ts";

/** The source cache of an installation: on local disk for a remote store, none for a store that is a local disk itself. */
export function openConfiguredCache(
  config: Config,
  parts: { store: ObjectStore; now: () => Date; log: Log },
): SourceCache {
  if (parts.store.kind === "file-system") return openPassThrough(parts.store);
  return openSourceCache({
    ...parts,
    dir: path.join(config.dataDir, "cache", "media"),
    maxBytes: config.cacheMaxBytes,
    minFreeBytes: config.minFreeDiskBytes,
  });
}
