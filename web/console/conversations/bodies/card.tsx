import type { ReactNode } from "react";
import { Marked } from "../marks";

interface Props {
  icon: ReactNode;
  title: string;
  note?: string | undefined;
  /** Where a tap leads, outside of Evergreen. */
  href?: string | null;
  /** What kind of thing it is, small under a line, as WeChat writes 小程序 under its cards. */
  kind?: string | undefined;
  children?: ReactNode;
}

/** Anything that is not words: a thing with a name, a line about it, and what kind it is. */
export function Card({ icon, title, note, href, kind, children }: Props) {
  const inside = (
    <>
      {icon}
      <span>
        <Marked>{title}</Marked>
        {note && (
          <small>
            <Marked>{note}</Marked>
          </small>
        )}
      </span>
    </>
  );
  return (
    <div className="cv-card">
      {href ? (
        <a className="cv-object" href={href} target="_blank" rel="noreferrer noopener">
          {inside}
        </a>
      ) : (
        <div className="cv-object">{inside}</div>
      )}
      {children}
      {kind && <small className="cv-card-kind">{kind}</small>}
    </div>
  );
}
