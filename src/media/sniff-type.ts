/** As many first bytes as {@link sniffType} looks at. */
export const SNIFFED_BYTES = 512;

type Signature = [at: number, bytes: string, type: string];

/** Latin-1 text of the first bytes. What people call a file says less than what it begins with. */
const signatures: Signature[] = [
  [0, "\xff\xd8\xff", "image/jpeg"],
  [0, "\x89PNG\r\n\x1a\n", "image/png"],
  [0, "GIF87a", "image/gif"],
  [0, "GIF89a", "image/gif"],
  [8, "WEBP", "image/webp"],
  [0, "BM", "image/bmp"],
  [4, "ftypavif", "image/avif"],
  [4, "ftypheic", "image/heic"],
  [4, "ftypheix", "image/heic"],
  [4, "ftypmif1", "image/heic"],
  [0, "II*\0", "image/tiff"],
  [0, "MM\0*", "image/tiff"],
  [4, "ftypM4A", "audio/mp4"],
  [4, "ftypqt", "video/quicktime"],
  [4, "ftyp", "video/mp4"],
  [0, "\x1aE\xdf\xa3", "video/webm"],
  [0, "#!AMR-WB\n", "audio/amr-wb"],
  [0, "#!AMR\n", "audio/amr"],
  [0, "#!SILK", "audio/silk"],
  [1, "#!SILK", "audio/silk"],
  [0, "ID3", "audio/mpeg"],
  [0, "\xff\xfb", "audio/mpeg"],
  [0, "\xff\xf3", "audio/mpeg"],
  [8, "WAVE", "audio/wav"],
  [0, "OggS", "audio/ogg"],
  [0, "fLaC", "audio/flac"],
  [0, "%PDF-", "application/pdf"],
  [0, "PK\x03\x04", "application/zip"],
  [0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"],
  [0, "Rar!\x1a\x07", "application/vnd.rar"],
  [0, "7z\xbc\xaf'\x1c", "application/x-7z-compressed"],
  [0, "\x1f\x8b", "application/gzip"],
];

/** What a file is by its magic bytes; `application/octet-stream` when they say nothing. HTML and SVG say nothing on purpose. */
export function sniffType(head: Buffer): string {
  const text = head.subarray(0, SNIFFED_BYTES).toString("latin1");
  for (const [at, bytes, type] of signatures) {
    if (!text.startsWith(bytes, at)) continue;
    if (at === 8 && !text.startsWith("RIFF")) continue;
    return type;
  }
  return "application/octet-stream";
}

const extensions: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/bmp": "bmp",
  "image/avif": "avif",
  "image/heic": "heic",
  "image/tiff": "tiff",
  "audio/mp4": "m4a",
  "video/quicktime": "mov",
  "video/mp4": "mp4",
  "video/webm": "webm",
  "audio/amr": "amr",
  "audio/amr-wb": "awb",
  "audio/silk": "silk",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "audio/ogg": "ogg",
  "audio/flac": "flac",
  "application/pdf": "pdf",
  "application/zip": "zip",
};

/** For a file that came without a name. */
export function extensionOf(contentType: string): string {
  return extensions[contentType] ?? "bin";
}
