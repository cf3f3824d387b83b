import type { RefObject } from "react";

interface Props {
  input: RefObject<HTMLInputElement | null>;
  words: string;
  onChange(words: string): void;
}

/** 「/」 from anywhere leads here; Escape empties it. */
export function SearchLine({ input, words, onChange }: Props) {
  return (
    <label className="sb-search">
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path
          d="M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 3.5 3.500"
          stroke="currentColor"
          strokeWidth="1.5"
          fill="none"
          strokeLinecap="round"
        />
      </svg>
      <input
        ref={input}
        type="search"
        placeholder="搜话术、知识"
        aria-label="搜话术、知识"
        maxLength={200}
        value={words}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          onChange("");
          event.currentTarget.blur();
        }}
      />
      {words === "" && <kbd>/</kbd>}
    </label>
  );
}
