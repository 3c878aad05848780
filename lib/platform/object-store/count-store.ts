import type { Readable } from "node:stream";
import { describeError } from "#lib/errors.ts";
import { count } from "../metrics.ts";
import type { ObjectInfo, ObjectStore } from "./model.ts";

/** What these codes say is an answer of a store that works. */
const answers = new Set(["not_found", "conflict", "range_not_satisfiable", "cancelled", "invalid_input"]);

/** The same store, whose bytes and failures are counted for the metrics. */
export function countStore(store: ObjectStore): ObjectStore {
  async function watch<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const { code } = describeError(error);
      if (!answers.has(code)) count("store_errors_total", { code });
      throw error;
    }
  }
  const reading = async (work: Promise<Readable>): Promise<Readable> => {
    const stream = await watch(work);
    // Counted where chunks come out, without making the stream flow.
    const push = stream.push.bind(stream);
    stream.push = (chunk, encoding) => {
      if (chunk !== null) count("store_read_bytes_total", {}, chunk.length);
      return push(chunk, encoding);
    };
    return stream;
  };
  const writing = async (work: Promise<ObjectInfo>): Promise<ObjectInfo> => {
    const info = await watch(work);
    count("store_written_bytes_total", {}, info.sizeBytes);
    return info;
  };
  return {
    ...store,
    getRange: (...args) => reading(store.getRange(...args)),
    get: (...args) => reading(store.get(...args)),
    putFile: (...args) => writing(store.putFile(...args)),
    putBytes: (...args) => writing(store.putBytes(...args)),
    head: (key) => watch(store.head(key)),
    findObject: (key) => watch(store.findObject(key)),
    delete: (key) => watch(store.delete(key)),
  };
}
