import { useMutation } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import type { MatchView } from "../../../src/sensitivewords/sensitivewords.schema";
import { shownError } from "../../shared/errors";
import { api } from "../api";
import { Marked } from "./marked";

/** What would be found in a sentence. */
export function TestText() {
  const [text, setText] = useState("");
  const test = useMutation({
    mutationFn: async (words: string) => {
      const { data } = await api.post<{ data: MatchView[] }>("/sensitive-words/test", { text: words });
      return { words, matches: data };
    },
  });
  const result = test.data;
  return (
    <section className="ct-card">
      <h2>试一试</h2>
      <p className="ct-quiet">写一句话，看看会命中哪些词。不会留下记录。</p>
      <Input.TextArea
        aria-label="试一句话"
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={5_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="sw-test">
        <Button disabled={text.trim() === ""} loading={test.isPending} onClick={() => test.mutate(text)}>
          检查
        </Button>
        <span aria-live="polite">
          {test.error && shownError(test.error).text}
          {result?.matches.length === 0 && "没有命中。"}
          {result && result.matches.length > 0 && (
            <Marked text={result.words} marks={result.matches.map(({ start, end }) => [start, end] as const)} />
          )}
        </span>
      </div>
    </section>
  );
}
