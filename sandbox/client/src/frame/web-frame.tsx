import { ReloadOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useOnline } from "../api/live";
import { Nothing, Waiting } from "../state-views";
import { enterAddress, type Opening, webviewOrigin } from "./address";
import { type Decision, type Question, QuestionDialog } from "./question";

export type Effect =
  | { type: "openChat"; peer?: string; chatId?: string; member?: string; name: string }
  | { type: "profile"; userid: string; name: string; external: boolean }
  | { type: "preview"; urls: string[]; name: string; current: string }
  | { type: "close" }
  | { type: "toast"; text: string };

type FromPage =
  | { from: "wecom-webview"; type: "effect"; effect: Effect }
  | { from: "wecom-webview"; type: "question"; id: string; question: Question }
  | { from: "wecom-webview"; type: "loaded"; url: string; title: string };

interface WebFrameProps {
  opening: Opening;
  title: string;
  onEffect: (effect: Effect) => void;
  actions?: ReactNode;
}

/** A web view of a client: the page through the proxy, and the native surfaces its bridge calls bring up. */
export function WebFrame({ opening, title, onEffect, actions }: WebFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [asked, setAsked] = useState<{ id: string; question: Question } | null>(null);
  const [pageTitle, setPageTitle] = useState("");
  const [turn, setTurn] = useState(0);
  const [shown, setShown] = useState(false);
  const reach = useReach(turn);
  useRecovery(useCallback(() => setTurn((count) => count + 1), []));
  const { modal, message } = App.useApp();
  const address = enterAddress(opening);

  const perform = useCallback(
    (effect: Effect) => {
      if (effect.type === "preview") modal.info(previewDialog(effect));
      else if (effect.type === "toast") void message.success(effect.text);
      else onEffect(effect);
    },
    [modal, message, onEffect],
  );

  useEffect(() => {
    const receive = (event: MessageEvent<FromPage>): void => {
      if (event.origin !== webviewOrigin || event.source !== frame.current?.contentWindow) return;
      if (event.data?.from !== "wecom-webview") return;
      if (event.data.type === "loaded") {
        setPageTitle(event.data.title);
        setShown(true);
      } else if (event.data.type === "effect") perform(event.data.effect);
      else {
        reply(frame.current, { type: "ack", id: event.data.id });
        setAsked({ id: event.data.id, question: event.data.question });
      }
    };
    addEventListener("message", receive);
    return () => removeEventListener("message", receive);
  }, [perform]);

  const decide = (decision: Decision): void => {
    if (asked) reply(frame.current, { type: "decision", id: asked.id, decision });
    setAsked(null);
  };

  return (
    <section className="webframe" aria-label={title}>
      <header className="webframe-bar">
        <span className="webframe-title" title={pageTitle || title}>
          {pageTitle || title}
        </span>
        <Button
          type="text"
          size="small"
          icon={<ReloadOutlined />}
          aria-label="刷新页面"
          onClick={() => setTurn(turn + 1)}
        />
        {actions}
      </header>
      {reach === "away" ? (
        <Nothing
          text="网页服务还没有启动，应用启动后点刷新"
          action={<Button onClick={() => setTurn(turn + 1)}>刷新</Button>}
        />
      ) : reach === "unknown" ? (
        <Waiting rows={6} />
      ) : (
        <>
          {shown ? null : <Waiting rows={6} />}
          <iframe
            key={`${address}#${turn}`}
            ref={frame}
            src={address}
            title={title}
            className={shown ? "" : "webframe-early"}
            onLoad={() => setShown(true)}
            allow="clipboard-write"
          />
        </>
      )}
      {asked ? <QuestionDialog question={asked.question} onDecide={decide} /> : null}
    </section>
  );
}

const reply = (frame: HTMLIFrameElement | null, message: Record<string, unknown>): void =>
  frame?.contentWindow?.postMessage({ from: "wecom-desk", ...message }, webviewOrigin);

/** The web view ends and begins with the sandbox: a page that stood open is loaded again. */
function useRecovery(reload: () => void): void {
  const online = useOnline();
  const before = useRef(online);
  useEffect(() => {
    if (online && !before.current) reload();
    before.current = online;
  }, [online, reload]);
}

/** A frame cannot tell a dead port from a page, so the proxy is asked first. */
function useReach(turn: number): "unknown" | "there" | "away" {
  const [reach, setReach] = useState<"unknown" | "there" | "away">("unknown");
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reload asks again
  useEffect(() => {
    let current = true;
    fetch(`${webviewOrigin}/__wecom/bridge.js`, { mode: "no-cors" }).then(
      () => current && setReach("there"),
      () => current && setReach("away"),
    );
    return () => {
      current = false;
    };
  }, [turn]);
  return reach;
}

function previewDialog({ urls, current, name }: { urls: string[]; current: string; name: string }) {
  const isImage = name === "图片" || /\.(png|jpe?g|gif|webp|svg)(\?|$)/i.test(current);
  return {
    title: name,
    icon: null,
    okText: "关闭",
    content: isImage ? (
      <img src={current} alt={name} className="preview-image" />
    ) : (
      <a href={current} target="_blank" rel="noreferrer">
        打开文件{urls.length > 1 ? `（共 ${urls.length} 个）` : ""}
      </a>
    ),
  };
}
