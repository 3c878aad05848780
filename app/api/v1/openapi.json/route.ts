import { readApiDocument } from "#app/_server/openapi/read-document.ts";
import { route } from "#app/_server/route.ts";

export const GET = route("GET /api/v1/openapi.json", {}, () => readApiDocument());
