import { createContext } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { breakAt } from "./break-at.ts";

/** Imports `IMPORT_VIDEO` with its chat `IMPORT_CHAT` for tests of what breaks. Exit code 0: it is in. */
const ctx = createContext({ name: "import" });
const imported = await importRecording(
  { ...ctx, atPoint: breakAt(process.env) },
  {
    accountId: process.env.IMPORT_ACCOUNT as AccountId,
    video: { filePath: process.env.IMPORT_VIDEO!, fileName: "stream.mp4", take: "link" },
    signals: [{ kind: "chat", filePath: process.env.IMPORT_CHAT!, fileName: "chat.txt", take: "link" }],
  },
);
await ctx.close();
process.exit(imported.ok || imported.reason === "duplicate" ? 0 : 1);
