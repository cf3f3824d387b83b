import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";

/** What stands open at the member's desk. */
export type Session =
  | { kind: "customer"; id: string }
  | { kind: "group"; id: string }
  | { kind: "app" }
  | { kind: "mass" };

export interface Selection {
  /** whose WeCom stands on the left; null until the corp is known */
  member: string | null;
  session: Session | null;
  /** a page opened from a message or card in the member's client */
  memberPage: string | null;
  /** whose phone lies on the right */
  customer: string | null;
  /** userid or chatId of the open conversation on the phone; null = list */
  phoneChat: string | null;
  phonePage: string | null;
  sidebarOpen: boolean;
}

interface Selecting extends Selection {
  select(change: Partial<Selection>): void;
}

const SelectionContext = createContext<Selecting | null>(null);

const encodeSession = (session: Session): string => ("id" in session ? `${session.kind}:${session.id}` : session.kind);

function decodeSession(text: string | null): Session | null {
  if (!text) return null;
  const [kind, id] = text.split(":");
  if ((kind === "customer" || kind === "group") && id) return { kind, id };
  return kind === "app" || kind === "mass" ? { kind } : null;
}

function fromAddress(): Selection {
  const query = new URLSearchParams(location.search);
  return {
    member: query.get("member"),
    session: decodeSession(query.get("open")),
    memberPage: null,
    customer: query.get("phone"),
    phoneChat: query.get("with"),
    phonePage: null,
    sidebarOpen: query.get("sidebar") !== "0",
  };
}

/** Keeps what is open, and keeps it in the address, so that a reload or a link shows the same. */
export function SelectionProvider({ children }: { children: ReactNode }) {
  const [selection, setSelection] = useState(fromAddress);
  const select = useCallback((change: Partial<Selection>) => setSelection((before) => ({ ...before, ...change })), []);
  useEffect(() => {
    const query = new URLSearchParams();
    if (selection.member) query.set("member", selection.member);
    if (selection.session) query.set("open", encodeSession(selection.session));
    if (selection.customer) query.set("phone", selection.customer);
    if (selection.phoneChat) query.set("with", selection.phoneChat);
    if (!selection.sidebarOpen) query.set("sidebar", "0");
    history.replaceState(null, "", `?${query}`);
  }, [selection]);
  const value = useMemo(() => ({ ...selection, select }), [selection, select]);
  return <SelectionContext value={value}>{children}</SelectionContext>;
}

export function useSelection(): Selecting {
  const value = use(SelectionContext);
  if (!value) throw new Error("SelectionProvider is missing");
  return value;
}
