import { answerError } from "#app/_server/problem.ts";
import { getWeb } from "#app/_server/web.ts";
import { AppError } from "#lib/errors.ts";
import { isDatabaseUp } from "#lib/platform/db/is-up.ts";

/** The library's answers, but for one: without its database it throws, or says no more than that something failed. */
async function handle(request: Request): Promise<Response> {
  const { auth, ctx } = getWeb();
  try {
    const answer = await auth.handler(request);
    if (answer.status < 500 || (await isDatabaseUp(ctx))) return answer;
    const message = "The database can't be reached right now. Nothing is lost; try again in a moment.";
    throw new AppError("database_unavailable", message);
  } catch (error) {
    return answerError(error, ctx.log, request);
  }
}

export { handle as GET, handle as POST };
