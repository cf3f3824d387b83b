import { useState } from "react";

const COLOURS = ["#3b7dd8", "#c4673a", "#2f8f6b", "#8a63c9", "#b8536f", "#4a8a9c", "#9a7b2e", "#5f74c4"];

function colourOf(id: string): string {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return COLOURS[sum % COLOURS.length] ?? "#3b7dd8";
}

/** The first sign that tells people apart: an emoji stays whole, a title such as 老 or 小 makes room for the name behind it. */
function initialOf(name: string): string {
  const signs = [...new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(name.trim())].map(
    (part) => part.segment,
  );
  return signs[0] ?? "客";
}

export function Avatar({
  id,
  name,
  src,
  size = 36,
}: {
  id: string;
  name: string;
  src?: string | null | undefined;
  size?: number;
}) {
  const [broken, setBroken] = useState(false);
  const style = { width: size, height: size, fontSize: size * 0.44, background: colourOf(id) };
  if (src && !broken) return <img className="avatar" src={src} alt="" style={style} onError={() => setBroken(true)} />;
  return (
    <span className="avatar" style={style} aria-hidden>
      {initialOf(name)}
    </span>
  );
}

export function GroupAvatar({ id, size = 36 }: { id: string; size?: number }) {
  return (
    <span
      className="avatar avatar-group"
      style={{ width: size, height: size, background: colourOf(id), fontSize: size * 0.4 }}
      aria-hidden
    >
      群
    </span>
  );
}
