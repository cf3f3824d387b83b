import { useState } from "react";

interface Props {
  name: string;
  src?: string | null;
  size?: number;
  round?: boolean;
}

/** A face, or the first character of the name when there is none or it does not load. */
export function Avatar({ name, src, size = 36, round = false }: Props) {
  const [broken, setBroken] = useState(false);
  const style = { width: size, height: size, fontSize: size * 0.42, ...(round && { borderRadius: "50%" }) };
  return (
    <span className="eg-avatar" style={style} aria-hidden="true">
      {src && !broken ? (
        <img src={src} alt="" loading="lazy" onError={() => setBroken(true)} />
      ) : (
        (Array.from(name)[0] ?? "")
      )}
    </span>
  );
}
