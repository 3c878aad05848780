import { createHash, randomBytes } from "node:crypto";

/** A secret of 256 random bits, safe in addresses. */
export const makeSecret = (): string => randomBytes(32).toString("base64url");

/** What is kept of a secret that nobody could guess. Not for passwords: those need a slow hash. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("base64url");
