/** The sidebar somewhere it cannot help: what this is, and where to open it. */
export function NoticePage({ title, text }: { title: string; text: string }) {
  return (
    <main className="sb-notice">
      <svg viewBox="0 0 24 24" width="40" height="40" aria-hidden="true">
        <path d="M4 3c10 0 16 5 16 13v5h-5C7 21 4 14 4 3Z" fill="var(--eg-primary)" />
        <path d="M8 8c5 2 8 6 10 12" stroke="#fff" strokeOpacity=".75" strokeWidth="1.5" fill="none" />
      </svg>
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  );
}
