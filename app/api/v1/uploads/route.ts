import { route } from "#app/_server/route.ts";
import { uploadQuery } from "#app/_server/schemas.ts";
import { receiveUpload } from "#lib/vods/receive-upload.ts";

export const POST = route("POST /api/v1/uploads", { query: uploadQuery }, async ({ ctx, access, query, request }) => {
  const length = request.headers.get("content-length");
  const body = request.body ?? new Blob([]).stream();
  const declaredBytes = length === null ? null : Number(length);
  const upload = await receiveUpload(ctx, { accountId: access.accountId, fileName: query.name, body, declaredBytes });
  return { uploadId: upload.uploadId, fileName: upload.fileName, sizeBytes: upload.sizeBytes };
});
