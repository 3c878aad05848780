import Hls, { type Loader, type LoaderCallbacks, type LoaderConfiguration, type LoaderContext } from "hls.js";
import { takeRead } from "./early-reads.ts";

const rangeOf = ({ rangeStart, rangeEnd }: LoaderContext) =>
  rangeEnd ? { firstByte: rangeStart ?? 0, lastByte: rangeEnd - 1 } : null;

/** hls.js's own loader, except that what was read early is not asked for again. A failed early read is asked for anew. */
export class EarlyLoader extends Hls.DefaultConfig.loader implements Loader<LoaderContext> {
  /** The early read this loader waits for. */
  #early: { abort: () => void; tellAborted: () => void } | null = null;

  override load(context: LoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    const read = takeRead(context.url, rangeOf(context));
    if (read === null) {
      super.load(context, config, callbacks);
      return;
    }
    const { stats } = this;
    const early = { abort: read.abort, tellAborted: () => callbacks.onAbort?.(stats, context, null) };
    this.#early = early;
    this.context = context;
    stats.loading.start = performance.now();
    const isStillWanted = () => this.#early === early;
    read.bytes.then(
      (bytes) => {
        if (!isStillWanted()) return;
        this.#early = null;
        stats.loading.first = stats.loading.end = performance.now();
        stats.loaded = stats.total = bytes.byteLength;
        const data = context.responseType === "arraybuffer" ? bytes : new TextDecoder().decode(bytes);
        callbacks.onProgress?.(stats, context, data, null);
        callbacks.onSuccess({ url: context.url, data, code: 200 }, stats, context, null);
      },
      () => {
        if (!isStillWanted()) return;
        this.#early = null;
        stats.loading.start = 0;
        super.load(context, config, callbacks);
      },
    );
  }

  override abort(): void {
    const early = this.#early;
    if (early === null) {
      super.abort();
      return;
    }
    this.#early = null;
    early.abort();
    this.stats.aborted = true;
    early.tellAborted();
  }

  override destroy(): void {
    this.#early?.abort();
    this.#early = null;
    super.destroy();
  }
}
