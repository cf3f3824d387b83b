import { createContext, Fragment, useContext } from "react";
import { piecesOf } from "./pieces";

/** The words that are being looked for, wherever they stand in the messages below. */
export const SoughtWords = createContext<string[]>([]);

/** Words with the sought ones marked. */
export function Marked({ children }: { children: string }) {
  const words = useContext(SoughtWords);
  if (words.length === 0) return <>{children}</>;
  return (
    <>
      {piecesOf(children, words).map((piece) =>
        piece.sought ? <mark key={piece.at}>{piece.text}</mark> : <Fragment key={piece.at}>{piece.text}</Fragment>,
      )}
    </>
  );
}
