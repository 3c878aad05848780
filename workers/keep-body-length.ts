import type { ServerResponse } from "node:http";

/** Where our answers say their length a second time: Next takes every `content-length` out of what a route answers. */
const bodyLengthHeader = "x-body-length";

/**
 * Has a response say its length again, so that downloads have an end that is known and a body that breaks off is noticed.
 * To be called before Next gets the response.
 */
export function keepBodyLength(response: ServerResponse): void {
  const set = response.setHeader.bind(response);
  response.setHeader = (name, value) =>
    name.toLowerCase() === bodyLengthHeader ? set("content-length", String(value)) : set(name, value);
}
