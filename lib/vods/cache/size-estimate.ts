/** The cache's size without a look at every entry for every read: what was counted, plus what was fetched since. */
export function createSizeEstimate(count: () => Promise<number>, now: () => Date) {
  const freshMs = 30_000;
  let counted: { bytes: Promise<number>; atMs: number } | null = null;
  let sinceBytes = 0;
  return {
    get: async () => {
      if (counted === null || now().getTime() - counted.atMs > freshMs) {
        counted = { bytes: count(), atMs: now().getTime() };
        sinceBytes = 0;
      }
      return (await counted.bytes) + sinceBytes;
    },
    add: (bytes: number) => {
      sinceBytes += bytes;
    },
    forget: () => {
      counted = null;
    },
  };
}
