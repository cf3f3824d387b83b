import type { ReactNode } from "react";
import type { Tone } from "../words";

interface Props {
  tone?: Tone;
  title?: string;
  children: ReactNode;
  /** Shows a cross; `label` says what it does. */
  onRemove?: { label: string; run(): void };
}

export function Tag({ tone = "plain", title, children, onRemove }: Props) {
  return (
    <span className="eg-tag" data-tone={tone} title={title}>
      <span>{children}</span>
      {onRemove && (
        <button type="button" aria-label={onRemove.label} title={onRemove.label} onClick={onRemove.run}>
          <svg viewBox="0 0 10 10" width="8" height="8" aria-hidden="true">
            <path d="M1 1l8 8M9 1L1 9" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
          </svg>
        </button>
      )}
    </span>
  );
}
