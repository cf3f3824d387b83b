import type { Article } from "./article.entity";
import { textOf } from "./retrieval/document";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** Bold and links; everything else of a line is text. Only http(s) links become links. */
function inline(text: string): string {
  return escapeHtml(text)
    .replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>")
    .replace(/\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g, '<a href="$2" rel="noopener noreferrer">$1</a>');
}

/** The simple markdown of articles: headings, numbered and dotted lists, paragraphs. */
export function bodyHtml(markdown: string): string {
  const html: string[] = [];
  let list: "ol" | "ul" | null = null;
  const closeList = () => {
    if (list) html.push(`</${list}>`);
    list = null;
  };
  for (const line of markdown.split("\n").map((text) => text.trim())) {
    const heading = /^#{1,4}\s+(.+)$/.exec(line);
    const numbered = /^\d+[.、)]\s*(.+)$/.exec(line);
    const dotted = /^[-*•]\s+(.+)$/.exec(line);
    const kind = numbered ? "ol" : dotted ? "ul" : null;
    if (kind !== list) closeList();
    if (kind) {
      if (list === null) html.push(`<${kind}>`);
      list = kind;
      html.push(`<li>${inline((numbered ?? dotted)![1]!)}</li>`);
    } else if (heading) html.push(`<h2>${inline(heading[1]!)}</h2>`);
    else if (line !== "") html.push(`<p>${inline(line)}</p>`);
  }
  closeList();
  return html.join("\n");
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2b26;--soft:#64736d;--line:#e4ebe8;--paper:#fff;--brand:#1f7a5a}
@media (prefers-color-scheme:dark){:root{--ink:#e6ece9;--soft:#9fada7;--line:#2c3833;--paper:#141a18;--brand:#5bc09a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.75 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;-webkit-text-size-adjust:100%}
header{padding:12px 20px;border-bottom:1px solid var(--line);color:var(--brand);font-weight:600}
main{max-width:640px;margin:0 auto;padding:20px;overflow-wrap:anywhere}
h1{font-size:22px;line-height:1.4;margin:0 0 4px}
.meta{color:var(--soft);font-size:14px;margin:0 0 16px}
h2{font-size:18px;margin:24px 0 8px}
p{margin:0 0 12px}
ol,ul{margin:0 0 12px;padding-left:24px}
li{margin:4px 0}
a{color:var(--brand)}
dl{display:grid;grid-template-columns:auto 1fr;gap:6px 16px;margin:0 0 16px;padding:12px 16px;border:1px solid var(--line);border-radius:8px}
dt{color:var(--soft)}
dd{margin:0}
.more{display:block;margin:24px 0 0;padding:12px;min-height:44px;text-align:center;border-radius:8px;background:var(--brand);color:var(--paper);text-decoration:none}
footer{max-width:640px;margin:0 auto;padding:8px 20px 32px;color:var(--soft);font-size:14px}
`;

const BRAND = "常青";
const MAX_ROWS = 12;

function page(title: string, content: string, footer: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><header>${BRAND}</header><main>${content}</main><footer>${escapeHtml(footer)}</footer></body></html>`;
}

/** A phone page without scripts; `sharedBy` is the member who sent the link. */
export function articlePage(article: Article, sharedBy: string): string {
  const rows = article.attributes.slice(0, MAX_ROWS).map((attribute) => {
    return `<dt>${escapeHtml(attribute.name)}</dt><dd>${escapeHtml(textOf(attribute))}</dd>`;
  });
  const parts = [
    `<h1>${escapeHtml(article.title)}</h1>`,
    article.category ? `<p class="meta">${escapeHtml(article.category)}</p>` : "",
    rows.length > 0 ? `<dl>${rows.join("")}</dl>` : "",
    bodyHtml(article.body),
    article.linkUrl
      ? `<a class="more" href="${escapeHtml(article.linkUrl)}" rel="noopener noreferrer">查看更多</a>`
      : "",
  ];
  return page(article.title, parts.join("\n"), `还有不清楚的地方，直接在微信里问${sharedBy}就可以。`);
}

export function gonePage(): string {
  return page("内容已下架", "<h1>内容已下架</h1><p>这篇内容已经更新或下架，麻烦您在微信里联系您的顾问。</p>", "");
}
