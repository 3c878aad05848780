import { memberOf, route } from "#app/_server/route.ts";
import { createApiKey } from "#lib/accounts/api-keys/create-api-key.ts";
import { listApiKeys } from "#lib/accounts/api-keys/list-api-keys.ts";
import { apiKeyInput } from "#lib/accounts/schema.ts";
import { pageQuery } from "#lib/paging.ts";

export const GET = route("GET /api/v1/api-keys", { query: pageQuery }, ({ ctx, access, query }) =>
  listApiKeys(ctx, { ...memberOf(access), ...query }),
);

export const POST = route(
  "POST /api/v1/api-keys",
  { body: apiKeyInput, tellsSecret: true },
  ({ ctx, access, user, body }) => createApiKey(ctx, { ...memberOf(access), isAdmin: user.isAdmin, ...body }),
);
