import { createContext, Fragment, type ReactNode, useContext } from "react";
import { type Layer, layersOf, type Watched } from "./watched";

/** The words that are being looked for, wherever they stand in the messages below. */
export const SoughtWords = createContext<string[]>([]);

/** The sensitive words of the message that is shown; known to those who may see them. */
export const WatchedWords = createContext<readonly Watched[]>([]);

/** Words with the sought ones marked, and the sensitive ones underlined. */
export function Marked({ children }: { children: string }) {
  const sought = useContext(SoughtWords);
  const watched = useContext(WatchedWords);
  if (sought.length === 0 && watched.length === 0) return <>{children}</>;
  return (
    <>
      {layersOf(children, sought, watched).map((piece) =>
        piece.sought ? (
          <mark key={piece.at}>{underlined(piece)}</mark>
        ) : (
          <Fragment key={piece.at}>{underlined(piece)}</Fragment>
        ),
      )}
    </>
  );
}

function underlined({ text, watched }: Layer): ReactNode {
  if (!watched) return text;
  const level = watched.level === "high" ? "（高级别）" : "";
  return (
    <span className="cv-watched" data-level={watched.level} title={`敏感词：${watched.word}${level}`}>
      {text}
    </span>
  );
}
