import { createContext, type ReactNode, use, useMemo } from "react";
import { useLive } from "./api/live";
import type { Corp, CustomerRow, Member } from "./api/types";
import { Failure } from "./state-views";

interface Directory {
  corp: Corp;
  customers: CustomerRow[];
  memberName(userid: string): string;
  customerName(externalUserid: string): string;
  /** member, customer or 微信客服 account, whoever it is */
  nameOf(id: string): string;
  isMember(id: string): boolean;
  /** an account of 微信客服 */
  isService(id: string): boolean;
  avatarOf(id: string): string | null;
}

const DirectoryContext = createContext<Directory | null>(null);

/** The corp's people, read once for all panes and kept current. */
export function DirectoryProvider({ children, waiting }: { children: ReactNode; waiting: ReactNode }) {
  const corp = useLive<Corp>("/corp");
  const customers = useLive<{ customers: CustomerRow[] }>("/customers");
  const directory = useMemo(() => {
    if (!corp.data || !customers.data) return null;
    return build(corp.data, customers.data.customers);
  }, [corp.data, customers.data]);
  const error = corp.error ?? customers.error;
  if (!directory) return error ? <Failure error={error} retry={corp.reload} whole /> : waiting;
  return <DirectoryContext value={directory}>{children}</DirectoryContext>;
}

function build(corp: Corp, customers: CustomerRow[]): Directory {
  const members = new Map<string, Member>(corp.members.map((row) => [row.userid.toLowerCase(), row]));
  const services = new Map(corp.kfAccounts.map((row) => [row.openKfId, row.name]));
  const known = new Map(customers.map((row) => [row.externalUserid, row]));
  const memberName = (userid: string): string => members.get(userid.toLowerCase())?.name ?? userid;
  const customerName = (id: string): string => known.get(id)?.name ?? "微信客户";
  const isMember = (id: string): boolean => members.has(id.toLowerCase());
  return {
    corp,
    customers,
    memberName,
    customerName,
    isMember,
    isService: (id) => services.has(id),
    nameOf: (id) => (isMember(id) ? memberName(id) : (services.get(id) ?? customerName(id))),
    avatarOf: (id) => known.get(id)?.avatar ?? null,
  };
}

export function useDirectory(): Directory {
  const value = use(DirectoryContext);
  if (!value) throw new Error("DirectoryProvider is missing");
  return value;
}
