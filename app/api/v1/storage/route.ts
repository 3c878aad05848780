import { route } from "#app/_server/route.ts";
import { getStorage } from "#lib/vods/retention/queries.ts";

export const GET = route({ atLeast: "viewer" }, ({ ctx, access }) => getStorage(ctx, { accountId: access.accountId }));
