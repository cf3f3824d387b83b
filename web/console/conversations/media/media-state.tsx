import { Button } from "antd";
import { useEffect, useState } from "react";
import { shownError } from "../../../shared/errors";
import { api } from "../../api";
import { sizeWords } from "../content-words";
import type { MediaProps } from "./media-part";

const words = {
  image: "图片",
  emotion: "表情",
  voice: "语音",
  video: "视频",
  file: "文件",
  call: "通话录音",
} as const;

/** What stands in place of a file that is not here, and under one that is not what WeCom announced. Null when all is well. */
export function MediaState({ media, onRetried }: MediaProps) {
  const [asked, setAsked] = useState<"no" | "asking" | "yes">("no");
  const [problem, setProblem] = useState("");
  // It may fail again: the words of the server count from then on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state of the file is what this waits for
  useEffect(() => setAsked("no"), [media.state]);
  if (media.state === "ready") return null;
  const retry = async () => {
    setAsked("asking");
    setProblem("");
    try {
      await api.post(media.retryUrl?.replace(/^\/console\/api/, "") ?? "");
      setAsked("yes");
      onRetried?.();
    } catch (error) {
      setAsked("no");
      setProblem(shownError(error).text);
    }
  };
  return (
    <span className="md-state" data-state={media.state} role="status">
      <span>{problem || (asked === "yes" ? "已重新排队，稍后显示" : stateWords(media))}</span>
      {media.retryUrl && asked !== "yes" && (
        <Button size="small" type="link" loading={asked === "asking"} onClick={() => void retry()}>
          重试
        </Button>
      )}
    </span>
  );
}

function stateWords({ state, kind, size, received }: MediaProps["media"]): string {
  switch (state) {
    case "downloading": {
      const done = size && received > 0 ? ` ${Math.min(99, Math.floor((received / size) * 100))}%` : "";
      return `${words[kind]}下载中${done}${size ? ` · ${sizeWords(size)}` : ""}`;
    }
    case "mismatch":
      return "校验不一致，内容可能不完整";
    case "expired":
      return `${words[kind]}已过期，企业微信只保留 5 天`;
    default:
      return `${words[kind]}无法取得`;
  }
}
