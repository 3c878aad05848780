export const mask = "[redacted]";

/** What looks like a secret, whatever it is called: credentials in addresses, signed queries, keys and tokens. */
const patterns: [RegExp, string][] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+(?::[^\s/@]*)?@/gi, `$1${mask}@`],
  [/([?&][^=&\s]*(?:signature|credential|token|key|secret|password|sig|auth)[^=&\s]*=)[^&\s"'<>]+/gi, `$1${mask}`],
  [/\b(authorization|proxy-authorization|cookie|set-cookie)(["']?\s*[:=]\s*).+/gi, `$1$2${mask}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${mask}`],
  [
    /\b((?:\w*(?:password|passwd|secret|api[_-]?key|access[_-]?key|token))["']?\s*[:=]\s*["']?)[^\s"',;})]+/gi,
    `$1${mask}`,
  ],
  // Links of e-mails: their token is in the path or after #, where nothing names it.
  [/(\/(?:reset-password|verify-email|invitations?)[/#])[\w.~%-]{12,}/gi, `$1${mask}`],
  // What the database says of a failed query: its parameters, and the value that was there already.
  [/(\nparams: )[\s\S]*?(?=\n\s+at |$)/g, `$1${mask}`],
  [/(Key \([^)]*\)=)\(.*\)/g, `$1(${mask})`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mask],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mask],
  [/\b(?:sk|pk|ghp|gho|xox[abp])[-_][\w-]{16,}/g, mask],
];

/**
 * A text without what looks like a secret, and without the `known` ones (of at least 6 characters). For texts that are kept
 * beyond the log; no promise that a secret of an unknown shape is found.
 */
export function redact(text: string, known: readonly (string | undefined)[] = []): string {
  let clean = text;
  for (const secret of known) if (secret !== undefined && secret.length >= 6) clean = clean.replaceAll(secret, mask);
  for (const [pattern, by] of patterns) clean = clean.replace(pattern, by);
  return clean;
}
