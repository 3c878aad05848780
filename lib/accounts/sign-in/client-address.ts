/** The header in which the web's own server tells its routes the client's address; what clients send in it is dropped. */
export const addressHeader = "x-vodmanager-address";

/**
 * Where a request comes from. Each trusted proxy appended who it heard from, so only that many entries from the right were
 * not written by the client itself. Pure.
 */
export function findClientAddress(input: {
  /** Of the connection. */
  socketAddress: string | undefined;
  forwardedFor: string | undefined;
  trustedProxies: number;
}): string | null {
  const { socketAddress, forwardedFor, trustedProxies } = input;
  const plain = (address: string) => address.trim().replace(/^::ffff:/, "");
  const entries = (forwardedFor ?? "").split(",").map(plain).filter(Boolean);
  const named = trustedProxies > 0 ? (entries.at(-trustedProxies) ?? entries[0]) : undefined;
  return named ?? (socketAddress ? plain(socketAddress) : null);
}
