import type { InboxMessage } from "../../api/types";
import { linked, markdown, styledLines } from "./rich-text";
import { listOf, textAt } from "./summary";
import { type Press, TemplateCard } from "./template-card";

interface AppCardProps {
  message: InboxMessage;
  onOpen: (url: string) => void;
  onPress: Press;
}

/** One message of the app, as WeCom draws it (messaging §4.1). */
export function AppCard({ message, onOpen, onPress }: AppCardProps) {
  const { msgtype, body } = message;
  switch (msgtype) {
    case "text":
      return <div className="bubble bubble-text">{linked(textAt(body, "content"), onOpen)}</div>;
    case "markdown":
      return <div className="bubble bubble-text">{markdown(textAt(body, "content"), onOpen)}</div>;
    case "textcard":
      return (
        <button type="button" className="app-card" onClick={() => onOpen(textAt(body, "url"))}>
          <strong>{textAt(body, "title")}</strong>
          <span className="app-card-text">{styledLines(textAt(body, "description"))}</span>
          <span className="app-card-foot">{textAt(body, "btntxt") || "详情"}</span>
        </button>
      );
    case "news":
    case "mpnews":
      return (
        <div className="app-card">
          {listOf(body.articles).map((article) => (
            <button
              type="button"
              key={textAt(article, "title") + textAt(article, "url")}
              className="app-article"
              onClick={() => onOpen(textAt(article, "url") || textAt(article, "content_source_url"))}
            >
              {textAt(article, "picurl") ? (
                <img src={textAt(article, "picurl")} alt="" onError={(event) => event.currentTarget.remove()} />
              ) : null}
              <strong>{textAt(article, "title")}</strong>
              <span className="muted">{textAt(article, "description") || textAt(article, "digest")}</span>
            </button>
          ))}
        </div>
      );
    case "template_card":
      return <TemplateCard message={message} onOpen={onOpen} onPress={onPress} />;
    case "miniprogram_notice":
      return (
        <div className="app-card">
          <strong>{textAt(body, "title")}</strong>
          <span className="app-card-text">{textAt(body, "description")}</span>
          {listOf(body.content_item).map((item) => (
            <span key={textAt(item, "key")} className="app-card-pair">
              <span>{textAt(item, "key")}</span>
              <span>{textAt(item, "value")}</span>
            </span>
          ))}
        </div>
      );
    default:
      return (
        <div className="bubble bubble-text">
          [{{ image: "图片", voice: "语音", video: "视频", file: "文件" }[msgtype] ?? "消息"}]
        </div>
      );
  }
}
