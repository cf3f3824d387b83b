export interface FilePart {
  name: string;
  filename: string;
  contentType: string;
  bytes: Buffer;
}

const HEADER_END = Buffer.from("\r\n\r\n");

/** The parts of a multipart/form-data body that carry a file name. Null when the body is no multipart. */
export function parseMultipart(contentType: string | undefined, body: Buffer): FilePart[] | null {
  const boundary = /^multipart\/form-data\s*;.*?boundary="?([^";]+)"?/i.exec(contentType ?? "")?.[1];
  if (!boundary) return null;
  const mark = Buffer.from(`--${boundary}`);
  const parts: FilePart[] = [];
  let start = body.indexOf(mark);
  while (start !== -1) {
    const next = body.indexOf(mark, start + mark.length);
    if (next === -1) break;
    const part = readPart(body.subarray(start + mark.length + 2, next - 2));
    if (part) parts.push(part);
    start = next;
  }
  return parts;
}

function readPart(part: Buffer): FilePart | null {
  const headEnd = part.indexOf(HEADER_END);
  if (headEnd === -1) return null;
  const head = part.subarray(0, headEnd).toString("utf8");
  const filename = /filename\*=(?:UTF-8|utf-8)''([^;\r\n]+)/.exec(head)?.[1] ?? /filename="([^"]*)"/.exec(head)?.[1];
  if (filename === undefined) return null;
  return {
    name: /name="([^"]*)"/.exec(head)?.[1] ?? "",
    filename: decodeName(filename),
    contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? "application/octet-stream",
    bytes: part.subarray(headEnd + HEADER_END.length),
  };
}

/** Browsers and FormData send UTF-8, some clients percent-encode it. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}
