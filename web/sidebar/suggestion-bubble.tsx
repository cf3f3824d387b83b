import { App, Button, Dropdown, Input } from "antd";
import { useState } from "react";
import { shownError } from "../shared/errors";
import { api } from "./sidebar-api";
import type { Reply } from "./types";
import { clientRefusal, sendText, wasCancelled } from "./wecom";

const dismissReasons = [
  { key: "wrong", label: "内容不对" },
  { key: "off_topic", label: "答非所问" },
  { key: "tone", label: "语气不合适" },
  { key: "known", label: "已经说过" },
];

interface Props {
  reply: Reply;
  onEditing(editing: boolean): void;
  onDone(): void;
}

/** A reply ready to send, with where it comes from and why. Shown as sent only when the client says so. */
export function SuggestionBubble({ reply, onEditing, onDone }: Props) {
  const { message } = App.useApp();
  const [draft, setDraft] = useState<string | null>(null);
  const [state, setState] = useState<"idle" | "sending" | "sent" | "dismissed">("idle");
  const text = draft ?? reply.text;

  async function send() {
    setState("sending");
    try {
      await sendText(text);
    } catch (error) {
      setState("idle");
      if (!wasCancelled(error)) void message.warning(clientRefusal(error).text);
      return;
    }
    setState("sent");
    onEditing(false);
    await report({ action: text === reply.text ? "sent" : "edited", text });
  }

  async function dismiss(reason: string) {
    setState("dismissed");
    await report({ action: "dismissed", reason });
  }

  async function report(feedback: { action: string; text?: string; reason?: string }) {
    try {
      await api.post(`/suggestions/${reply.id}/feedback`, feedback);
      onDone();
    } catch (error) {
      // The customer has the message; only our own note of it is missing.
      void message.warning(shownError(error).text);
    }
  }

  if (state === "dismissed") return null;
  return (
    <article className="sb-bubble" data-state={state}>
      {draft === null ? (
        <p className="sb-bubble-text">{reply.text}</p>
      ) : (
        <Input.TextArea
          aria-label="修改回复"
          autoFocus
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
      )}
      <p className="sb-source">
        {reply.source ? `来自《${reply.source.title}》` : "来自同事的回复"}
        {reply.reason ? ` · ${reply.reason}` : ""}
      </p>
      {state === "sent" ? (
        <p className="sb-sent">已发送</p>
      ) : (
        <div className="sb-buttons">
          <Button
            type="primary"
            size="small"
            loading={state === "sending"}
            disabled={text.trim() === ""}
            onClick={send}
          >
            发送
          </Button>
          {draft === null ? (
            <Button
              size="small"
              onClick={() => {
                setDraft(reply.text);
                onEditing(true);
              }}
            >
              编辑
            </Button>
          ) : (
            <Button
              size="small"
              onClick={() => {
                setDraft(null);
                onEditing(false);
              }}
            >
              还原
            </Button>
          )}
          <Dropdown menu={{ items: dismissReasons, onClick: ({ key }) => dismiss(key) }} trigger={["click"]}>
            <Button size="small" type="text">
              不合适
            </Button>
          </Dropdown>
        </div>
      )}
    </article>
  );
}
