const maxTextLength = 2_000;
const maxNameLength = 100;

/** A NUL byte or half a surrogate pair can't be stored by Postgres. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const nul = /\u0000/g;

function clean(text: string, maxLength: number): string {
  let out = text;
  if (out.length > maxLength) out = `${out.slice(0, maxLength - 1).toWellFormed()}…`;
  if (out.includes("\u0000")) out = out.replace(nul, "");
  return out.isWellFormed() ? out : out.toWellFormed();
}

/** A message's text fit to be stored: no NUL, whole characters only, at most 2,000 UTF-16 units (cut with "…"). */
export const cleanText = (text: string): string => clean(text, maxTextLength);

/** A chatter's name fit to be stored: as `cleanText`, at most 100 units, never empty. */
export const cleanName = (name: string): string => clean(name.trim(), maxNameLength) || "unknown";
