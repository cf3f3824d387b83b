import { useQuery } from "@tanstack/react-query";
import { App, Button, Input, Skeleton } from "antd";
import { useDeferredValue, useState } from "react";
import { api } from "./sidebar-api";
import type { Snippet } from "./types";
import { clientRefusal, sendText, wasCancelled } from "./wecom";

const PREVIEW_CHARS = 90;

export function KnowledgeTab({ externalUserid }: { externalUserid: string }) {
  const { message } = App.useApp();
  const [words, setWords] = useState("");
  const q = useDeferredValue(words.trim());
  const found = useQuery({
    queryKey: ["knowledge", externalUserid, q],
    enabled: q.length > 0,
    queryFn: ({ signal }) => api.get<{ data: Snippet[] }>("/knowledge/search", { q }, signal),
    placeholderData: (previous) => previous,
  });

  async function send(snippet: Snippet) {
    try {
      await sendText(snippet.body);
      void message.success("已发送");
    } catch (error) {
      if (!wasCancelled(error)) void message.warning(clientRefusal(error).text);
    }
  }

  return (
    <>
      <Input.Search
        allowClear
        placeholder="搜话术、知识"
        aria-label="搜话术、知识"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {found.isLoading && <Skeleton active title={false} paragraph={{ rows: 3 }} className="sb-gap" />}
      {q === "" && <p className="sb-quiet">输入关键词,例如「滤芯 价格」。</p>}
      {found.data?.data.length === 0 && <p className="sb-quiet">没有找到相关内容,换个说法试试。</p>}
      {found.data?.data.map((snippet) => (
        <article key={snippet.id} className="sb-bubble">
          <strong>{snippet.title}</strong>
          <p className="sb-bubble-text">
            {snippet.body.length > PREVIEW_CHARS ? `${snippet.body.slice(0, PREVIEW_CHARS)}…` : snippet.body}
          </p>
          <div className="sb-buttons">
            <Button size="small" onClick={() => send(snippet)}>
              发送
            </Button>
          </div>
        </article>
      ))}
    </>
  );
}
