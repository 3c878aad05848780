/** Paints at the next frame, once however often it is asked to. */
export type Painter = { request: () => void; stop: () => void };

export function createPainter(paint: () => void): Painter {
  let frame = 0;
  return {
    request: () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        paint();
      });
    },
    stop: () => cancelAnimationFrame(frame),
  };
}
