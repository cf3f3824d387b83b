import type { ReactNode } from "react";

interface Props {
  /** One sentence: what this will show. */
  children: ReactNode;
  /** The one button that fills it. */
  action?: ReactNode;
}

export function Blank({ children, action }: Props) {
  return (
    <div className="ct-blank">
      <svg viewBox="0 0 64 48" width="64" height="48" aria-hidden="true">
        <path d="M12 6c20 0 32 9 32 24v10H34C18 40 12 27 12 6Z" fill="var(--eg-primary-bg-strong)" />
        <path d="M20 15c10 4 17 12 21 24" stroke="var(--eg-primary-border)" strokeWidth="2" fill="none" />
        <path d="M6 43h52" stroke="var(--eg-border)" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <p>{children}</p>
      {action}
    </div>
  );
}
