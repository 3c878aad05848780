import type { createAuthMiddleware } from "better-auth/api";

/** A request to a sign-in address, as the library hands it to its hooks. */
export type AuthCall = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
