/** Buffers that are used again, so that moving gigabytes makes no garbage. */
export type BufferPool = {
  /** Runs `use` with a buffer of exactly `sizeBytes`; waits while all are in use. Its contents are undefined before and after. */
  withBuffer: <Result>(sizeBytes: number, use: (buffer: Buffer) => Promise<Result>) => Promise<Result>;
};

/** A pool of at most `count` buffers, made when they are first needed and replaced by larger ones where one is asked for. */
export function createBufferPool(count: number): BufferPool {
  const free: Buffer[] = [];
  const waiting: ((buffer: Buffer) => void)[] = [];
  let made = 0;
  const take = async (): Promise<Buffer> => {
    const kept = free.pop();
    if (kept) return kept;
    if (made < count) {
      made += 1;
      return Buffer.alloc(0);
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const give = (buffer: Buffer) => {
    const next = waiting.shift();
    if (next) next(buffer);
    else free.push(buffer);
  };
  return {
    withBuffer: async (sizeBytes, use) => {
      let buffer = await take();
      try {
        if (buffer.length < sizeBytes) buffer = Buffer.allocUnsafeSlow(sizeBytes);
        return await use(buffer.subarray(0, sizeBytes));
      } finally {
        give(buffer);
      }
    },
  };
}
