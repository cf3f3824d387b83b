/** A value of an event: text (CDATA), number (bare), several items, or elements inside. */
export type XmlValue = string | number | { items: string[] } | { inside: XmlField[] };
export type XmlField = [name: string, value: XmlValue];

export interface XmlStyle {
  /** Values that need no escaping go without CDATA. */
  plainValues: boolean;
  shuffleElements: boolean;
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;

function element([name, value]: XmlField, style: XmlStyle): string {
  if (typeof value === "number") return `<${name}>${value}</${name}>`;
  if (typeof value === "string") {
    const plain = style.plainValues && /^[\w.-]+$/.test(value);
    return `<${name}>${plain ? value : cdata(value)}</${name}>`;
  }
  if ("items" in value) {
    return `<${name}>${value.items.map((item) => `<Item>${cdata(item)}</Item>`).join("")}</${name}>`;
  }
  return `<${name}>${value.inside.map((field) => element(field, style)).join("")}</${name}>`;
}

export function toXml(fields: XmlField[], style: XmlStyle): string {
  const rows = fields.map((field) => element(field, style));
  if (style.shuffleElements) rows.sort(() => Math.random() - 0.5);
  return `<xml>${rows.join("")}</xml>`;
}

export interface XmlNode {
  name: string;
  text: string;
  children: XmlNode[];
}

/** Reads the XML of a passive reply: nested elements, CDATA or escaped text, no attributes. Null when it is not that. */
export function parseXml(source: string): XmlNode | null {
  const root: XmlNode = { name: "", text: "", children: [] };
  const open: XmlNode[] = [root];
  const pieces = source.matchAll(/<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w-]+)\s*(\/?)>|([^<]+)/g);
  for (const [, cdataText, closing, name, selfClosing, text] of pieces) {
    const current = open.at(-1)!;
    if (cdataText !== undefined) current.text += cdataText;
    else if (text !== undefined) current.text += unescapeText(text);
    else if (closing) {
      if (current.name !== name || open.length === 1) return null;
      open.pop();
    } else {
      const node: XmlNode = { name: name!, text: "", children: [] };
      current.children.push(node);
      if (!selfClosing) open.push(node);
    }
  }
  return open.length === 1 && root.children.length === 1 ? root.children[0]! : null;
}

export const childText = (node: XmlNode, name: string): string | undefined =>
  node.children.find((child) => child.name === name)?.text.trim();

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const unescapeText = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name]!);
