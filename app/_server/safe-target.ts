/** Where to go after signing in: a path of our own as asked for, never an address of another site. Pure. */
export function safeTarget(asked: string | string[] | undefined): string {
  const isOurs = typeof asked === "string" && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked);
  return isOurs ? asked : "/streams";
}
