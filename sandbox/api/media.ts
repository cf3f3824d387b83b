import { type FilePart, parseMultipart } from "../http/multipart";
import { dropOldMedia, keepMedia, liveMedia, type MediaSource, mediaBytes } from "../world/media";
import { WecomFault } from "./fault";
import { entryOf } from "./fields";
import { pictureSize } from "./picture-size";
import { type ApiCall, FileAnswer, get, post, type Routes } from "./route";

const MB = 1024 * 1024;
const MIN_BYTES = 6;
const MAX_BYTES: Record<string, number> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB };
const WHOLE_DOWNLOAD_BYTES = 20 * MB;

const startsWith = (bytes: Buffer, ...heads: (string | number[])[]): boolean =>
  heads.some((head) => {
    const wanted = Buffer.from(head as string, "latin1");
    return bytes.subarray(0, wanted.length).equals(wanted);
  });

/** WeCom looks into the file, not at its name. */
const FORMATS: Record<string, (bytes: Buffer) => boolean> = {
  image: (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47]),
  voice: (bytes) => startsWith(bytes, "#!AMR"),
  video: (bytes) => bytes.subarray(4, 8).toString("latin1") === "ftyp",
  file: () => true,
};
const BAD_FORMAT: Record<string, number> = { image: 40123, voice: 40009, video: 41090 };

export function filePart({ headers, raw }: ApiCall): FilePart {
  const part = parseMultipart(headers["content-type"], raw)?.[0];
  if (!part) throw new WecomFault(41005, "missing media data");
  if (part.filename === "") throw new WecomFault(44001, "empty media data: filename is missing");
  return part;
}

export function checkFile(type: string, part: FilePart, maxBytes: number, tooLarge = 40006): void {
  const { bytes } = part;
  if (bytes.length < MIN_BYTES) throw new WecomFault(40006, "invalid media size");
  if (bytes.length > maxBytes) throw new WecomFault(tooLarge, "invalid media size");
  if (!FORMATS[type]!(bytes)) throw new WecomFault(BAD_FORMAT[type] ?? 40004, "invalid media format");
}

function keep({ world }: ApiCall, type: string, source: MediaSource, part: FilePart) {
  dropOldMedia(world);
  const { filename, contentType, bytes } = part;
  const { mediaId, media } = keepMedia(world, { type, source, filename, contentType, bytes });
  return { mediaId, createdAt: media.createdAt };
}

/** `created_at` is a text here and a number in upload_attachment. */
function upload(call: ApiCall) {
  const type = call.query.text("type", { missing: 40004 });
  const maxBytes = entryOf(MAX_BYTES, type);
  if (maxBytes === undefined) throw new WecomFault(40004, "invalid media type");
  const part = filePart(call);
  checkFile(type, part, maxBytes);
  const { mediaId, createdAt } = keep(call, type, "upload", part);
  return { type, media_id: mediaId, created_at: String(createdAt) };
}

function uploadImage(call: ApiCall) {
  const part = filePart(call);
  checkFile("image", part, 2 * MB);
  const { mediaId } = keep(call, "image", "image-url", part);
  return { url: `${call.origin}/_media/${mediaId}` };
}

const LONG_SIDE = 10_800;
const SHORT_SIDE = 1080;

function requireResolution({ bytes }: FilePart): void {
  const size = pictureSize(bytes);
  if (!size) return;
  const [short, long] = [Math.min(size.width, size.height), Math.max(size.width, size.height)];
  if (long > LONG_SIDE || short > SHORT_SIDE) throw new WecomFault(41081, "invalid image resolution");
}

const ATTACHMENT_SOURCES: Record<string, MediaSource> = { 1: "moment", 2: "album" };

function uploadAttachment(call: ApiCall) {
  const type = call.query.text("media_type", { missing: 40004 });
  const source = ATTACHMENT_SOURCES[call.query.text("attachment_type", { missing: 41072 })];
  if (!source || !["image", "video", "file"].includes(type)) throw new WecomFault(41072, "invalid attachment_type");
  if (source === "album" && type !== "image") throw new WecomFault(41072, "album takes images only");
  const part = filePart(call);
  checkFile(type, part, 10 * MB, 41080);
  if (source === "moment" && type === "image") requireResolution(part);
  const { mediaId, createdAt } = keep(call, type, source, part);
  return { type, media_id: mediaId, created_at: createdAt };
}

function download({ world, query, headers }: ApiCall) {
  const mediaId = query.text("media_id", { missing: 40007 });
  const media = liveMedia(world, mediaId);
  if (!media) throw new WecomFault(40007);
  const bytes = mediaBytes(world, mediaId);
  const name = encodeURIComponent(media.filename);
  const common = {
    "content-type": media.contentType,
    "content-disposition": `attachment; filename="${name}"; filename*=UTF-8''${name}`,
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "");
  if (!range) {
    if (bytes.length > WHOLE_DOWNLOAD_BYTES) throw new WecomFault(830002, "use Range for a file of this size");
    return new FileAnswer(200, bytes, { ...common, "content-length": String(bytes.length) });
  }
  const from = Number(range[1]);
  const to = Math.min(range[2] === "" ? bytes.length - 1 : Number(range[2]), bytes.length - 1);
  if (from > to) return new FileAnswer(416, Buffer.alloc(0), { "content-range": `bytes */${bytes.length}` });
  return new FileAnswer(206, bytes.subarray(from, to + 1), {
    ...common,
    "content-length": String(to - from + 1),
    "content-range": `bytes ${from}-${to}/${bytes.length}`,
  });
}

export const mediaRoutes: Routes = {
  "media/upload": post("app", upload),
  "media/uploadimg": post("app", uploadImage),
  "media/upload_attachment": post("customer", uploadAttachment),
  "media/get": get("app", download),
};
