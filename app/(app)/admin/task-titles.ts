import { taskWords } from "#app/_ui/job-words.ts";

/** A task's name for operators; those that nobody asks for are the sweepers'. */
export const taskTitle = (task: string): string =>
  task === "sweep" ? "Looking after everything" : ((taskWords as Record<string, string>)[task] ?? task);
