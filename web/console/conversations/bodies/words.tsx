import { Fragment } from "react";
import { withAddresses } from "../content-words";
import { Marked } from "../marks";

/** Words as they were written; web addresses can be followed. */
export function Words({ text }: { text: string }) {
  return (
    <>
      {withAddresses(text).map((piece) =>
        piece.href ? (
          <a key={piece.at} href={piece.href} target="_blank" rel="noreferrer noopener">
            <Marked>{piece.text}</Marked>
          </a>
        ) : (
          <Fragment key={piece.at}>
            <Marked>{piece.text}</Marked>
          </Fragment>
        ),
      )}
    </>
  );
}

/** A robot's markdown: bold and headings; colours and links fall back to their words. */
export function Markdown({ text }: { text: string }) {
  const plain = text.replace(/<\/?font[^>]*>/g, "").replace(/\[([^\]]+)\]\((https?:[^)]+)\)/g, "$1 $2");
  const lines = plain.split("\n");
  return (
    <>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never change places
        <Fragment key={index}>
          {index > 0 && "\n"}
          <MarkdownLine line={line} />
        </Fragment>
      ))}
    </>
  );
}

function MarkdownLine({ line }: { line: string }) {
  const heading = line.match(/^#{1,6}\s+(.*)$/);
  if (heading) {
    return (
      <strong>
        <Words text={heading[1] ?? ""} />
      </strong>
    );
  }
  const text = line.replace(/^>\s?/, "").replace(/`([^`]+)`/g, "$1");
  return (
    <>
      {text.split(/(\*\*[^*]+\*\*)/).map((piece, index) =>
        piece.startsWith("**") && piece.endsWith("**") && piece.length > 4 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never change places
          <strong key={index}>
            <Words text={piece.slice(2, -2)} />
          </strong>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never change places
          <Words key={index} text={piece} />
        ),
      )}
    </>
  );
}
