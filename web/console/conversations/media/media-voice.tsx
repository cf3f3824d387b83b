import { SoundOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { MediaFile } from "./media-file";
import type { MediaProps } from "./media-part";
import { MediaState } from "./media-state";
import { playableVoice } from "./playable-voice";

/** A voice message. Browsers do not know AMR: it is decoded here, in a thread of its own, when somebody wants to hear it. */
export function MediaVoice({ media, onRetried }: MediaProps) {
  const [source, setSource] = useState<string>();
  const [state, setState] = useState<"idle" | "loading" | "unplayable">("idle");
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => () => void (source?.startsWith("blob:") && URL.revokeObjectURL(source)), [source]);
  if (state === "unplayable") return <MediaFile media={media} onRetried={onRetried} />;
  const { url } = media;
  const play = async () => {
    if (!url) return;
    setState("loading");
    try {
      setSource(media.contentType === "audio/amr" ? await playableVoice(url) : url);
      setState("idle");
    } catch {
      setState("unplayable");
    }
  };
  const name = media.kind === "call" ? "通话录音" : "语音";
  return (
    <span className="md-media">
      {url && !source && (
        <Button
          className="md-voice"
          icon={<SoundOutlined aria-hidden />}
          loading={state === "loading"}
          onClick={() => void play()}
        >
          {media.seconds ? `播放${name} ${media.seconds}″` : `播放${name}`}
        </Button>
      )}
      {source && (
        // biome-ignore lint/a11y/useMediaCaption: there is no transcript of a voice message
        <audio
          ref={audio}
          className="md-audio"
          src={source}
          controls
          autoPlay
          aria-label={name}
          onError={() => setState("unplayable")}
        />
      )}
      <MediaState media={media} onRetried={onRetried} />
    </span>
  );
}
