import { createHash } from "node:crypto";
import { emitSystemEvent } from "../callbacks/events";
import type { UploadJob } from "../world/business";
import { randomText } from "../world/ids";
import { keepMedia } from "../world/media";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { type ApiCall, post, type Routes } from "./route";

const JOB_SECONDS = 3600;
const MAX_BYTES = 200 * 1024 * 1024;
const DOWNLOAD_MS = 30_000;

/** Fetches what the app named; the outcome is the job's. */
async function download(world: World, jobId: string, job: UploadJob, url: string, md5: string): Promise<void> {
  const outcome = await fetchFile(url, md5);
  if (typeof outcome === "number") Object.assign(job, { status: 3, errcode: outcome });
  else {
    const { filename, type } = job;
    const contentType = type === "video" ? "video/mp4" : "application/octet-stream";
    const { mediaId } = keepMedia(world, { type, source: "by-url", filename, contentType, bytes: outcome });
    Object.assign(job, { status: 2, mediaId });
  }
  emitSystemEvent(world, "upload_media_job_finish", [["JobId", jobId]]);
  world.changed();
}

/** @returns the bytes, or WeCom's code for what went wrong. */
async function fetchFile(url: string, md5: string): Promise<Buffer | number> {
  if (!URL.canParse(url) || !/^https?:/.test(url)) return 830001;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (!response.ok) return 830003;
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > MAX_BYTES) return 45001;
    return createHash("md5").update(bytes).digest("hex") === md5.toLowerCase() ? bytes : 301019;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return 830003; // unreachable, or too slow
    throw error;
  }
}

function start({ world, body }: ApiCall) {
  if (body.int("scene") !== 1) throw new WecomFault(40058, "invalid scene");
  const type = body.text("type");
  if (type !== "video" && type !== "file") throw new WecomFault(40004, "invalid media type");
  const filename = body.text("filename", { maxBytes: 128 });
  const url = body.text("url", { maxBytes: 1024 });
  const md5 = body.text("md5");
  const jobId = randomText(32);
  const job: UploadJob = { mediaId: null, createdAt: world.now(), filename, type, status: 1, errcode: 0 };
  world.state.business.uploadJobs[jobId] = job;
  void download(world, jobId, job, url, md5);
  return { jobid: jobId };
}

function result({ world, body }: ApiCall) {
  const job = world.state.business.uploadJobs[body.text("jobid")];
  if (!job || job.createdAt + JOB_SECONDS < world.now()) throw new WecomFault(40058, "invalid jobid");
  if (job.status === 1) return { status: 1 };
  const media = job.mediaId === null ? {} : { media_id: job.mediaId, created_at: job.createdAt };
  const errmsg = job.errcode === 0 ? "ok" : "download failed";
  return { status: job.status, detail: { errcode: job.errcode, errmsg, ...media } };
}

export const uploadByUrlRoutes: Routes = {
  "media/upload_by_url": post("customer", start),
  "media/get_upload_by_url_result": post("customer", result),
};
