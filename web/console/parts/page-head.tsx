import { type ReactNode, useEffect } from "react";

interface Props {
  title: ReactNode;
  /** For the browser's tab; default the title when it is text. */
  name?: string;
  hint?: ReactNode;
  extra?: ReactNode;
}

export function PageHead({ title, name, hint, extra }: Props) {
  const tab = name ?? (typeof title === "string" ? title : "");
  useEffect(() => {
    document.title = tab ? `${tab} · 常青` : "常青";
  }, [tab]);
  return (
    <header className="ct-head">
      <div>
        <h1>{title}</h1>
        {hint && <p>{hint}</p>}
      </div>
      {extra && <div className="ct-head-extra">{extra}</div>}
    </header>
  );
}
