import type { Config } from "#lib/config.ts";

/**
 * The style sheet that the toasts' package (sonner) writes into the page when it is loaded, first empty, then whole: it
 * knows no nonce, so both are let in by their hashes. The test beside says what they must be after an update.
 */
export const toastStyleHashes = [
  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  "sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=",
];

/** Where browsers fetch media themselves, beside this server; null where everything comes through it. Pure. */
export function findStoreOrigin({ s3, s3Playback }: Pick<Config, "s3" | "s3Playback">): string | null {
  if (!s3 || s3Playback !== "presigned") return null;
  const { protocol, host } = new URL(s3.endpoint ?? `https://s3.${s3.region}.amazonaws.com`);
  return s3.forcePathStyle ? `${protocol}//${host}` : `${protocol}//${s3.bucket}.${host}`;
}

/**
 * What every answer says to browsers of how far to trust it. Pages run scripts of this server alone, those that carry the
 * answer's own `nonce`; answers of the API, opened as a page, run and show nothing. Pure.
 */
export function securityHeaders(input: {
  isApi: boolean;
  isHttps: boolean;
  nonce: string;
  storeOrigin: string | null;
}): Record<string, string> {
  const { isApi, isHttps, nonce, storeOrigin } = input;
  const store = storeOrigin ? ` ${storeOrigin}` : "";
  const page = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}' ${toastStyleHashes.map((hash) => `'${hash}'`).join(" ")}`,
    // Bars and timelines come from the server with their widths; an attribute can't load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `media-src 'self' blob:${store}`,
    `connect-src 'self'${store}`,
    "worker-src 'self' blob:",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps ? ["upgrade-insecure-requests"] : []),
  ];
  const csp = isApi ? ["default-src 'none'", "frame-ancestors 'none'", "sandbox"] : page;
  return {
    "content-security-policy": csp.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=()",
    ...(isHttps ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
