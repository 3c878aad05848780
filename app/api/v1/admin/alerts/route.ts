import { route } from "#app/_server/route.ts";
import { alertsQuery } from "#app/_server/schemas.ts";
import { listAlerts } from "#lib/operations/alerts.ts";

export const GET = route("GET /api/v1/admin/alerts", { query: alertsQuery }, async ({ ctx, query }) => ({
  alerts: await listAlerts(ctx, query),
}));
