import type { Job } from "#app/_queries/streams.ts";

/** The job a video is at before it is ready: its processing, once its file is here; until then the fetching of that. */
export const findVideoJob = (jobs: Job[]): Job | undefined =>
  jobs.find((job) => job.task === "process_vod") ?? jobs.find((job) => job.task === "fetch_video");
