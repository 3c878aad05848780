import type { ApiScope } from "#lib/accounts/schema.ts";

/** What a key's permissions are called. */
export const scopeWords: Record<ApiScope, { short: string; label: string; hint: string }> = {
  read: { short: "read", label: "Read", hint: "Streams, videos, highlights and clips, their files too" },
  write: { short: "write", label: "Import and change", hint: "Uploads, reviews, trims, the trash, settings" },
  cut: { short: "cut", label: "Cut", hint: "Clips of highlights, and stopping it" },
  admin: { short: "admin", label: "Operate", hint: "Plans, prices and everything else of all accounts" },
};
