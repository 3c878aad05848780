import { expect, test } from "vitest";
import { findClientAddress } from "./client-address.ts";

test.each([
  // Nobody in front: what the client says of itself counts for nothing.
  ["203.0.113.5", "1.1.1.1", 0, "203.0.113.5"],
  ["::ffff:203.0.113.5", "", 0, "203.0.113.5"],
  // One proxy: only what it appended.
  ["10.0.0.1", "1.1.1.1, 203.0.113.5", 1, "203.0.113.5"],
  ["10.0.0.1", "203.0.113.5", 1, "203.0.113.5"],
  ["10.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.2", 2, "203.0.113.5"],
  ["10.0.0.1", "", 1, "10.0.0.1"],
  [undefined, "", 0, null],
])("from %s, forwarded for %j by %i proxies: %s", (socketAddress, forwardedFor, trustedProxies, address) => {
  expect(findClientAddress({ socketAddress, forwardedFor, trustedProxies })).toBe(address);
});
