import { useState } from "react";
import { shownError } from "../shared/errors";
import { Button } from "./parts/button";
import { GrowingText } from "./parts/growing-text";
import { Menu } from "./parts/menu";
import { toast } from "./parts/toast";
import { tellRefusal } from "./refusal";
import { api } from "./sidebar-api";
import { SourceLine } from "./source-line";
import type { Reply } from "./use-customer";
import { sendText } from "./wecom";

const dismissReasons = [
  { key: "内容不对", label: "内容不对" },
  { key: "答非所问", label: "答非所问" },
  { key: "语气不合适", label: "语气不合适" },
  { key: "已经说过", label: "已经说过" },
];

interface Props {
  reply: Reply;
  /** Kept only because it is being edited: newer suggestions are there already. */
  outdated: boolean;
  /** Another one is the next step, or was sent already: one primary button on a screen. */
  secondary: boolean;
  onEditing(editing: boolean): void;
  onSent(): void;
}

/** A reply ready to send, with where it comes from and why. Shown as sent only when the client says so. */
export function SuggestionBubble({ reply, outdated, secondary, onEditing, onSent }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const [state, setState] = useState<"idle" | "sending" | "sent" | "dismissed">("idle");
  const text = draft ?? reply.text;
  const sent = state === "sent" || reply.status === "sent" || reply.status === "edited";

  async function send() {
    setState("sending");
    try {
      await sendText(text);
    } catch (error) {
      setState("idle");
      tellRefusal(error);
      return;
    }
    setState("sent");
    onSent();
    await report({ action: text === reply.text ? "sent" : "edited", text });
  }

  async function dismiss(reason: string) {
    setState("dismissed");
    onEditing(false);
    await report({ action: "dismissed", reason });
  }

  async function report(feedback: { action: string; text?: string; reason?: string }) {
    try {
      await api.post(`/suggestions/${reply.id}/feedback`, feedback);
    } catch (error) {
      // The customer has the message; only our own note of it is missing.
      toast("warning", shownError(error).text, shownError(error).code);
    }
  }

  function edit(next: string | null) {
    setDraft(next);
    onEditing(next !== null);
  }

  if (state === "dismissed") return null;
  return (
    <article className="sb-bubble" data-sent={sent || undefined}>
      {outdated && !sent && <p className="sb-small">客户又来了新消息，您的修改还在这里。</p>}
      {draft !== null && !sent ? (
        <GrowingText label="修改回复" value={draft} onChange={setDraft} onCancel={() => edit(null)} />
      ) : (
        <LongText text={text} />
      )}
      <SourceLine source={reply.source} reason={reply.reason} />
      {sent ? (
        <p className="sb-sent">✓ 已发送</p>
      ) : (
        <div className="sb-buttons">
          <Button
            kind={secondary ? "plain" : "primary"}
            busy={state === "sending"}
            disabled={text.trim() === ""}
            onClick={() => void send()}
          >
            {state === "sending" ? "发送中" : "发送"}
          </Button>
          {draft === null ? (
            <Button onClick={() => edit(reply.text)}>编辑</Button>
          ) : (
            <Button onClick={() => edit(null)}>还原</Button>
          )}
          <Menu items={dismissReasons} onPick={(key) => void dismiss(key)}>
            不合适
          </Menu>
        </div>
      )}
    </article>
  );
}

const LONG_CHARS = 150;

/** The first words are enough to choose by. */
function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  if (text.length <= LONG_CHARS) return <p className="sb-text">{text}</p>;
  return (
    <>
      <p className={open ? "sb-text" : "sb-text sb-clamp"}>{text}</p>
      <button type="button" className="sb-link sb-small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "收起" : "展开全文"}
      </button>
    </>
  );
}
