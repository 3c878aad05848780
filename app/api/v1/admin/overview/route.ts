import { route } from "#app/_server/route.ts";
import { getOverview } from "#lib/operations/get-overview.ts";

export const GET = route({ atLeast: "viewer", isForAdmins: true }, ({ ctx }) => getOverview(ctx));
