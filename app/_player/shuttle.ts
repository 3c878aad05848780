import type { PlayerControl } from "./player-control.ts";

const fastest = 8;
const tickMs = 80;

/**
 * J, K and L as cutting rooms have them: each press of one of the outer two goes faster that way, the middle one stops.
 * Browsers don't play backwards; going back is jumping from picture to picture as fast as they come.
 */
export function createShuttle(control: PlayerControl) {
  let rate = 0;
  let timer: ReturnType<typeof setInterval> | null = null;
  const endBackwards = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const stop = () => {
    endBackwards();
    rate = 0;
    control.setRate(1);
    control.pause();
  };
  const forward = () => {
    endBackwards();
    rate = rate > 0 && control.isPlaying() ? Math.min(fastest, rate * 2) : 1;
    control.setRate(rate);
    control.play();
  };
  const back = () => {
    control.pause();
    control.setRate(1);
    rate = rate < 0 && timer !== null ? Math.max(-fastest, rate * 2) : -1;
    if (timer !== null) return;
    let last = performance.now();
    let at = control.getTime();
    timer = setInterval(() => {
      const now = performance.now();
      // Somebody else moved or started it: that ends this.
      if (control.isPlaying() || Math.abs(control.getTime() - at) > 0.002) return endBackwards();
      if (control.isSeeking()) return;
      at = Math.max(0, at + (rate * (now - last)) / 1000);
      last = now;
      control.seek(at);
      if (at === 0) endBackwards();
    }, tickMs);
  };
  return {
    forward,
    back,
    toggle: () => {
      if (timer !== null || control.isPlaying()) return stop();
      control.setRate(1);
      rate = 1;
      control.play();
    },
    end: endBackwards,
  };
}
