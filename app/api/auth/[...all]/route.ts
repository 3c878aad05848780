import { getWeb } from "#app/_server/web.ts";

const handle = (request: Request): Promise<Response> => getWeb().auth.handler(request);

export { handle as GET, handle as POST };
