import { memberOf, route } from "#app/_server/route.ts";
import { removeMember } from "#lib/accounts/members/remove-member.ts";

export const POST = route("POST /api/v1/members/leave", {}, ({ ctx, access }) => removeMember(ctx, memberOf(access)));
