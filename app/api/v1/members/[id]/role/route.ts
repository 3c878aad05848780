import { route } from "#app/_server/route.ts";
import { nameParams, roleBody } from "#app/_server/schemas.ts";
import { changeMemberRole } from "#lib/accounts/members/change-member-role.ts";

export const POST = route(
  "POST /api/v1/members/[id]/role",
  { params: nameParams, body: roleBody },
  ({ ctx, access, params, body }) =>
    changeMemberRole(ctx, { accountId: access.accountId, userId: params.id, role: body.role }),
);
