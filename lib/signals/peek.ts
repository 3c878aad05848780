/** Takes at least `size` characters off the front of a stream to look at, and gives the whole stream back. */
export async function peekChunks(
  chunks: AsyncIterable<string>,
  size: number,
): Promise<{ head: string; all: AsyncIterable<string> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const taken: string[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done) break;
    taken.push(next.value);
    length += next.value.length;
  }
  async function* all(): AsyncGenerator<string> {
    try {
      yield* taken;
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  // A byte order mark that survived decoding is no content.
  return { head: taken.join("").replace(/^\uFEFF/, ""), all: all() };
}
