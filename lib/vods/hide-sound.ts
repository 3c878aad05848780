/**
 * A copy of an init segment whose sound tracks are of a kind that players skip, in the same bytes: the picture's fragments
 * can then be played beside another file's sound. Pure.
 */
export function hideSound(init: Buffer): Buffer {
  const hidden = Buffer.from(init);
  for (let at = hidden.indexOf("hdlr"); at !== -1; at = hidden.indexOf("hdlr", at + 4)) {
    // `hdlr`: version and flags, a reserved word, then the handler type.
    if (hidden.toString("latin1", at + 12, at + 16) === "soun") hidden.write("meta", at + 12, "latin1");
  }
  return hidden;
}
