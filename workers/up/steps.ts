/** Says what happens now, one line a step with the time it took. */
export function createSteps(startedAt: number, write: (line: string) => void = console.log) {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return {
    /** Runs one step; `tell` may say more once it is done. */
    step: async <T>(name: string, work: () => Promise<T> | T, tell?: (result: T) => string): Promise<T> => {
      const began = Date.now();
      // A step that takes long is announced, so that nobody looks at a silent screen.
      const announce = setTimeout(() => write(`  ...  ${name}`), 1_500);
      const beat = setInterval(() => write(`  ...  ${name} (${seconds(Date.now() - began)})`), 15_000);
      try {
        const result = await work();
        const more = tell?.(result);
        write(`  ok   ${name}${more ? `: ${more}` : ""} (${seconds(Date.now() - began)})`);
        return result;
      } catch (error) {
        write(`  fail ${name} (${seconds(Date.now() - began)})`);
        throw error;
      } finally {
        clearTimeout(announce);
        clearInterval(beat);
      }
    },
    say: (text: string) => write(text),
    elapsed: () => seconds(Date.now() - startedAt),
  };
}
