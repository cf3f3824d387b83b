import { type KeyboardEvent, type ReactNode, useId } from "react";

export interface Tab<Key extends string> {
  key: Key;
  label: string;
  content(): ReactNode;
}

interface Props<Key extends string> {
  tabs: Tab<Key>[];
  current: Key;
  onChange(key: Key): void;
}

/** Only the open tab exists: the others ask for nothing until they are looked at. */
export function Tabs<Key extends string>({ tabs, current, onChange }: Props<Key>) {
  const id = useId();
  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.key === current);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  }
  return (
    <>
      <div className="sb-tabs" role="tablist" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            id={`${id}-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={tab.key === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => onChange(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div className="sb-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        {tabs.find((tab) => tab.key === current)?.content()}
      </div>
    </>
  );
}
