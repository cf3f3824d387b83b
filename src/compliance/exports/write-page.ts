import type { App } from "../../app";
import { type MediaBytes, openStorage } from "../../media";
import { AppError } from "../../platform/errors";
import type { ExportedMessage } from "./read-chats";
import type { Mark } from "./write-workbook";

/** What is put into the page itself; a larger file is named and not taken along. */
const FILE_BYTES = 2 * 1024 * 1024;
const ALL_BYTES = 60 * 1024 * 1024;
const shown = /^image\/(jpeg|png|gif|webp)$/;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** One file that shows the chats without any server: pictures inside, no scripts, nothing fetched. */
export async function pageOf(app: App, messages: ExportedMessage[], mark: Mark): Promise<Buffer> {
  const pictures = new Pictures(app);
  const body: string[] = [];
  let thread = "";
  for (const message of messages) {
    if (message.thread !== thread) {
      thread = message.thread;
      body.push(`<h2>${escapeHtml(thread)}</h2>`);
    }
    const files = await Promise.all(message.files.map(({ blob, state }) => pictures.tag(blob, state)));
    body.push(
      `<article class="${message.senderKind}"><header><b>${escapeHtml(message.sender)}</b> <time>${escapeHtml(
        mark.when(message.at),
      )}</time>${message.recalled ? " <i>已撤回</i>" : ""}</header><p>${escapeHtml(message.text)}</p>${files.join("")}</article>`,
    );
  }
  return Buffer.from(frame(body.join("\n"), mark), "utf8");
}

/** The watermark lies over every screen and every printed page. */
function frame(body: string, mark: Mark): string {
  const line = escapeHtml(mark.line);
  const tile = `<svg xmlns="http://www.w3.org/2000/svg" width="520" height="260"><text x="10" y="220" transform="rotate(-20 10 220)" fill="#000" fill-opacity=".08" font-size="15" font-family="sans-serif">${line}</text></svg>`;
  const image = `data:image/svg+xml;base64,${Buffer.from(tile, "utf8").toString("base64")}`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>会话导出</title><style>
body{max-width:760px;margin:0 auto;padding:16px;font:14px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1f2329}
body::after{content:"";position:fixed;inset:0;pointer-events:none;background:url("${image}");print-color-adjust:exact}
article{margin:8px 0;padding:8px 12px;border-radius:8px;background:#f4f6f5;break-inside:avoid}article.member{background:#e6f4ee}
header{color:#646a73;font-size:12px}p{margin:4px 0;white-space:pre-wrap;overflow-wrap:anywhere}img{max-width:320px;display:block;margin:4px 0}
footer,.mark{color:#b45309;font-size:12px}</style></head><body>
<p class="mark">${line}</p>${body}<footer>${line}</footer></body></html>`;
}

class Pictures {
  readonly #storage;
  #left = ALL_BYTES;

  constructor(app: App) {
    this.#storage = openStorage(app.config.media);
  }

  async tag(bytes: MediaBytes | null, state: string): Promise<string> {
    if (!bytes) return `<p>[附件未下载：${escapeHtml(state)}]</p>`;
    const fits = shown.test(bytes.contentType) && bytes.size <= FILE_BYTES && bytes.size <= this.#left;
    if (!fits) return `<p>[附件 ${escapeHtml(bytes.contentType)}，${bytes.size} 字节，未包含在本文件里]</p>`;
    this.#left -= bytes.size;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of await this.#storage.read(bytes.storageKey)) chunks.push(chunk as Buffer);
      return `<img alt="图片" src="data:${bytes.contentType};base64,${Buffer.concat(chunks).toString("base64")}">`;
    } catch (error) {
      // The page is still worth having; what is missing is said where it is missing.
      if (error instanceof AppError && error.code === "media.gone") return "<p>[图片已不在存储里]</p>";
      throw error;
    }
  }
}
