import { Segmented } from "antd";
import { useSearchParams } from "react-router";
import { PageHead } from "../parts/page-head";
import { Hits } from "./hits";
import { Words } from "./words";
import "./sensitive.css";

const views = [
  { value: "", label: "待处理" },
  { value: "handled", label: "已处理" },
  { value: "words", label: "词表" },
];

/** Words that managers want to hear of: what was found, what was done about it, and the list itself. */
export function Sensitive() {
  const [search, setSearch] = useSearchParams();
  const view = search.get("view") ?? "";
  return (
    <>
      <PageHead
        title="敏感词"
        hint="会话里出现词表中的词，会列在这里并汇总提醒。查看同事的会话会留下记录。"
        extra={
          <Segmented
            aria-label="看哪一部分"
            options={views}
            value={view}
            onChange={(value) => setSearch(value ? { view: value } : {})}
          />
        }
      />
      {view === "words" ? <Words /> : <Hits key={view} state={view === "handled" ? "handled" : "open"} />}
    </>
  );
}
