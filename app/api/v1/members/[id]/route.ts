import { route } from "#app/_server/route.ts";
import { nameParams } from "#app/_server/schemas.ts";
import { removeMember } from "#lib/accounts/members/remove-member.ts";

export const DELETE = route("DELETE /api/v1/members/[id]", { params: nameParams }, ({ ctx, access, params }) =>
  removeMember(ctx, { accountId: access.accountId, userId: params.id }),
);
