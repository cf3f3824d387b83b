import { createHash } from "node:crypto";
import { escapeHtml } from "../http/reply";

/** A coloured square with the first character of the name. */
export function avatarSvg(id: string, name: string): string {
  const hue = createHash("sha1").update(id).digest()[0]! * 1.4;
  const letter = escapeHtml([...name][0] ?? "?");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="hsl(${hue} 45% 55%)"/><text x="48" y="62" font-size="42" text-anchor="middle" fill="#fff" font-family="sans-serif">${letter}</text></svg>`;
}

/** Stands for a QR code: a pattern of its own for each target, and the words to tell what it is. Nothing scans it. */
export function codeSvg(target: string): string {
  const bits = createHash("sha512").update(target).digest();
  const cells: string[] = [];
  for (let i = 0; i < 441; i++) {
    const on = (bits[(i >> 3) % bits.length]! >> (i & 7)) & 1;
    if (on) cells.push(`<rect x="${10 + (i % 21) * 9}" y="${10 + Math.floor(i / 21) * 9}" width="9" height="9"/>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="209" height="232"><rect width="209" height="232" fill="#fff"/>${cells.join("")}<text x="104" y="222" font-size="12" text-anchor="middle" font-family="sans-serif">${escapeHtml(target.slice(0, 28))}</text></svg>`;
}
