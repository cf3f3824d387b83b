import { CloseCircleFilled, SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useEffect, useRef, useState } from "react";

const TYPING_MS = 300;

interface Props {
  /** What can be searched for; also read out. */
  label: string;
  value: string;
  width?: number;
  onSearch(words: string): void;
}

/** Searches when typing pauses, at once with Enter. Follows the address when that changes. */
export function SearchBox({ label, value, width, onSearch }: Props) {
  const [words, setWords] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setWords(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function search(next: string, waitMs: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      if (next.trim() !== value) onSearch(next.trim());
    }, waitMs);
  }

  return (
    <Input
      allowClear={{ clearIcon: <CloseCircleFilled aria-label="清空" /> }}
      prefix={<SearchOutlined aria-hidden className="ct-quiet" />}
      placeholder={label}
      aria-label={`搜${label}`}
      maxLength={64}
      style={width ? { width } : undefined}
      value={words}
      onChange={(event) => {
        setWords(event.target.value);
        search(event.target.value, TYPING_MS);
      }}
      onPressEnter={() => search(words, 0)}
    />
  );
}
