import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { customerKey } from "./use-customer";

/** Asks for everything about the customer again whenever the server says that something is new. Losing it only costs a slow poll. */
export function useLive(externalUserid: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`/sidebar/api/customers/${encodeURIComponent(externalUserid)}/live`);
    source.addEventListener("change", () => {
      void queries.invalidateQueries({ queryKey: customerKey(externalUserid) });
    });
    return () => source.close();
  }, [externalUserid, queries]);
}
