import type { MessageRemover } from "../app";
import { deleteMedia } from "./delete-media";

/** Files go with the last message that carries them, whatever the reason. */
export const forgetMedia: MessageRemover = (_app, tx, corpId, messages) =>
  deleteMedia(
    tx,
    corpId,
    messages.map((message) => message.id),
  );
