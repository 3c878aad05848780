import { expect, test } from "vitest";
import { z } from "zod";
import { jobs, requestIdOf } from "./jobs.ts";

test.each(Object.entries(jobs))(
  "the payload of %s is ids and nothing else: it stands readable in the queue",
  (_, job) => {
    for (const [name, field] of Object.entries(job.payload.shape)) {
      expect(name).toMatch(/Id$/);
      expect(field).toBeInstanceOf(z.ZodUUID);
    }
  },
);

test("whose request a job was added for", () => {
  expect(requestIdOf({ accountId: "a", requestId: "request-1" })).toBe("request-1");
  for (const payload of [{ accountId: "a" }, null, "x", { requestId: 7 }]) expect(requestIdOf(payload)).toBeUndefined();
});
