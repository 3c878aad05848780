import { memberOf, route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { revokeApiKey } from "#lib/accounts/api-keys/revoke-api-key.ts";

export const DELETE = route("DELETE /api/v1/api-keys/[id]", { params: idParams }, ({ ctx, access, params }) =>
  revokeApiKey(ctx, { ...memberOf(access), keyId: params.id }),
);
