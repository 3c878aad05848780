/**
 * A fetch that may be used once. A budget is promised by the request, and the Google provider asks again by itself when
 * an answer ends with `CONTINUATION`.
 */
export function fetchOnce(): typeof fetch {
  let isUsed = false;
  return (input, init) => {
    if (isUsed) return Promise.reject(new SecondRequestError());
    isUsed = true;
    // A redirect would carry the key and the words of strangers to an address nobody configured.
    return fetch(input, { ...init, redirect: "error" });
  };
}

/** One call was about to become two requests. */
export class SecondRequestError extends Error {
  constructor() {
    super("The provider wanted a second request for one answer.");
    this.name = "SecondRequestError";
  }
}
