import { route } from "#app/_server/route.ts";
import { uploadQuery } from "#app/_server/schemas.ts";
import { receiveUpload } from "#lib/vods/receive-upload.ts";

export const POST = route("POST /api/v1/uploads", { query: uploadQuery, takesFile: true }, async (call) => {
  const { ctx, access, query, request } = call;
  const length = request.headers.get("content-length");
  const body = request.body ?? new Blob([]).stream();
  const declaredBytes = length === null ? null : Number(length);
  const upload = await receiveUpload(ctx, { accountId: access.accountId, fileName: query.name, body, declaredBytes });
  const { uploadId, fileName, sizeBytes, sha256 } = upload;
  return { uploadId, fileName, sizeBytes, sha256 };
});
