/** Shapes of answers; the front ends import their types. */

export type MediaKind = "image" | "emotion" | "voice" | "video" | "file" | "call";

/**
 * `downloading`: on its way. `ready`: here, and what WeCom announced. `mismatch`: here, but its check sum or size is another.
 * `expired`: WeCom had deleted it. `lost`: WeCom does not know it or cannot give it.
 */
export type MediaStateView = "downloading" | "ready" | "mismatch" | "expired" | "lost";

/** A file inside a message. */
export interface MediaView {
  /** Its place in the message, in reading order: "0", "1" … */
  key: string;
  /** Where it stands in `content.parts`: [] is the message itself, [2, 0] the first part inside its third part. */
  path: number[];
  kind: MediaKind;
  state: MediaStateView;
  /** Bytes; null when nobody has said so far. */
  size: number | null;
  /** Bytes here so far, while it is on its way. */
  received: number;
  /** The file's name, or "". */
  name: string;
  /** Of a voice or a video; null when nobody has said. */
  seconds: number | null;
  /** From its first bytes; null before it is here. */
  contentType: string | null;
  /** Null while there are no bytes to show. Takes range requests. */
  url: string | null;
  /** A small picture; null when there can be none. */
  thumbUrl: string | null;
  /** POST here to download it again; null when there is no need. */
  retryUrl: string | null;
}
