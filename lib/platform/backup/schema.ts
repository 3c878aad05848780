import { z } from "zod";

/** What a backup holds, in `manifest.json`. It is written last: a folder without it is half a backup. */
export const manifest = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Migrations the database had: only the same version can read it back. */
  migrations: z.number().int().positive(),
  /** In the order they are read back: what others point at comes first. */
  tables: z.array(
    z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int(), sha256: z.string() }),
  ),
  jobs: z.array(
    z.object({
      task: z.string(),
      payload: z.unknown(),
      runAt: z.string(),
      maxAttempts: z.number().int(),
      key: z.string().nullable(),
      priority: z.number().int(),
    }),
  ),
});

export type Manifest = z.infer<typeof manifest>;
