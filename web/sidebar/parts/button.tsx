import type { ButtonHTMLAttributes } from "react";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "primary" | "plain" | "quiet";
  /** Under way: the button waits, and says so to those who listen. */
  busy?: boolean;
  wide?: boolean;
}

export function Button({ kind = "plain", busy = false, wide = false, disabled, children, ...rest }: Props) {
  return (
    <button
      type="button"
      className="sb-button"
      data-kind={kind}
      data-wide={wide || undefined}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      {...rest}
    >
      {children}
    </button>
  );
}
