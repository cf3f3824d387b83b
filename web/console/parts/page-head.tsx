import type { ReactNode } from "react";

export function PageHead({ title, hint, extra }: { title: ReactNode; hint?: ReactNode; extra?: ReactNode }) {
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
