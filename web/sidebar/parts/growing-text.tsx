import { useEffect, useLayoutEffect, useRef } from "react";

interface Props {
  label: string;
  value: string;
  onChange(value: string): void;
  onCancel(): void;
}

const MAX_HEIGHT_PX = 220;

/** A text field as high as its text. Escape gives the edit up. */
export function GrowingText({ label, value, onChange, onCancel }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = field;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = "auto";
    current.style.height = `${Math.min(current.scrollHeight + 2, MAX_HEIGHT_PX)}px`;
  }, [value]);
  return (
    <textarea
      ref={field}
      className="sb-edit"
      aria-label={label}
      maxLength={4_000}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    />
  );
}
