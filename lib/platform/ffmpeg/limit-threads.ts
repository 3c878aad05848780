/** More threads make one file hardly faster, and each costs memory and takes cores from the other jobs. */
export const mostThreads = 8;

/**
 * Caps the threads of ffmpeg's decoders and of the encoders of its last output, where its arguments don't say themselves
 * how many. On a machine with few cores nothing is added: ffmpeg's own choice is as low.
 */
export function limitThreads(args: string[], cores: number): string[] {
  if (cores <= mostThreads) return args;
  const cap = ["-threads", String(mostThreads)];
  const limited: string[] = [];
  let isSaid = false;
  for (const [n, arg] of args.entries()) {
    const endsGroup = arg === "-i" || n === args.length - 1;
    if (arg === "-threads") isSaid = true;
    if (endsGroup && !isSaid) limited.push(...cap);
    limited.push(arg);
    if (endsGroup) isSaid = false;
  }
  return limited;
}
