import { Fragment, type ReactNode } from "react";
import { withLinks } from "../../chat/content";

/** `text` may hold `<a href>` and bare addresses. */
export function linked(value: string, onOpen: (url: string) => void): ReactNode {
  return value.split(/(<a\s+href="[^"]*"\s*>.*?<\/a>)/g).map((part) => {
    const link = /^<a\s+href="([^"]*)"\s*>(.*?)<\/a>$/.exec(part);
    if (!link) return withLinks(part, onOpen);
    return (
      <button type="button" key={part} className="text-link" onClick={() => onOpen(link[1] ?? "")}>
        {link[2]}
      </button>
    );
  });
}

/** `textcard` knows `<br>` and three classes of `<div>`. */
export function styledLines(value: string): ReactNode {
  return value.split(/(<div class="(?:gray|highlight|normal)">.*?<\/div>)|<br\s*\/?>|\n/g).map((part, index) => {
    if (part === undefined || part === "") return null;
    const styled = /^<div class="(\w+)">(.*?)<\/div>$/.exec(part);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never move
      <span key={index} className={`card-line card-${styled?.[1] ?? "normal"}`}>
        {styled?.[2] ?? part}
      </span>
    );
  });
}

/** The subset of markdown that app messages show: headings, bold, quotes, coloured words, links. */
export function markdown(value: string, onOpen: (url: string) => void): ReactNode {
  return value.split("\n").map((line, index) => {
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    const quote = /^>\s?(.*)$/.exec(line);
    const shown = heading?.[1] ?? quote?.[1] ?? line;
    const className = heading ? "md-heading" : quote ? "md-quote" : "md-line";
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never move
      <span key={index} className={className}>
        {inline(shown, onOpen)}
      </span>
    );
  });
}

const MARKS = /(\*\*[^*]+\*\*|`[^`]+`|<font color="\w+">.*?<\/font>|\[[^\]]+\]\([^)]+\))/g;

function inline(value: string, onOpen: (url: string) => void): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line never move
  return value.split(MARKS).map((part, index) => <Fragment key={index}>{marked(part, onOpen)}</Fragment>);
}

function marked(part: string, onOpen: (url: string) => void): ReactNode {
  const bold = /^\*\*(.+)\*\*$/.exec(part);
  if (bold) return <strong>{bold[1]}</strong>;
  const font = /^<font color="(\w+)">(.*?)<\/font>$/.exec(part);
  if (font) return <span className={`md-${font[1]}`}>{font[2]}</span>;
  const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
  if (link) {
    return (
      <button type="button" className="text-link" onClick={() => onOpen(link[2] ?? "")}>
        {link[1]}
      </button>
    );
  }
  const code = /^`([^`]+)`$/.exec(part);
  return code ? <code>{code[1]}</code> : part;
}
