/** Lets at most `most` run at once, in order of arrival; urgent ones go first. */
export type Slots = { take: (urgent: boolean) => Promise<() => void> };

export function createSlots(most: number): Slots {
  let free = most;
  const urgentQueue: (() => void)[] = [];
  const queue: (() => void)[] = [];
  const giveBack = () => {
    const next = urgentQueue.shift() ?? queue.shift();
    if (next) next();
    else free += 1;
  };
  const once = () => {
    let held = true;
    return () => {
      if (held) giveBack();
      held = false;
    };
  };
  return {
    take: (urgent) => {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(once());
      }
      return new Promise((resolve) => (urgent ? urgentQueue : queue).push(() => resolve(once())));
    },
  };
}
