import manifest from "../../../package.json" with { type: "json" };
import { type ApiDocument, buildDocument } from "./build-document.ts";
import { listOperations } from "./operations.ts";

let built: Promise<ApiDocument> | undefined;

/** The API's description, made once a process. */
export function readApiDocument(): Promise<ApiDocument> {
  built ??= listOperations().then((operations) => buildDocument(operations, { version: manifest.version }));
  return built;
}
