import type { Task } from "./define-task.ts";

/** Every job a worker of this installation takes. */
export const tasks: Task[] = [];
