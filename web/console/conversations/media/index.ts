/**
 * Files inside messages. A bubble places them by `message.media` (see MediaView in src/media/media.schema.ts): the entry whose
 * `path` is [] belongs to the message itself, [2] to its third part, [2, 0] to the first part inside that. `<MediaPart media={…} />`
 * picks the right one of the four; each shows its own state and offers to try again.
 */
export { MediaFile } from "./media-file";
export { MediaImage } from "./media-image";
export { MediaPart } from "./media-part";
export { MediaVideo } from "./media-video";
export { MediaVoice } from "./media-voice";
