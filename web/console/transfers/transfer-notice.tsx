import { useQuery } from "@tanstack/react-query";
import type { TransferRow } from "../../../src/transfers/transfers.schema";
import type { Page } from "../../shared/api";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { stateGroups, transferState } from "./transfer-words";

const open = stateGroups[0].states.join(",");

/** On the customer's page: this customer is on the way to a colleague. */
export function TransferNotice({ externalUserid }: { externalUserid: string }) {
  const running = useQuery({
    queryKey: ["/transfers", { externalUserid, open }],
    queryFn: ({ signal }) =>
      api.get<Page<Wire<TransferRow>>>("/transfers", { externalUserid, state: open, limit: 1 }, signal),
    refetchInterval: 30_000,
  });
  const transfer = running.data?.data[0];
  if (!transfer) return null;
  const { word, tone } = transferState[transfer.state];
  return (
    <div className="cu-line">
      <span>
        <strong className="ct-name">转接给 {transfer.to.name}</strong>
        <Tag tone={tone}>{word}</Tag>
      </span>
      {transfer.takeoverAt && (
        <small className="ct-quiet">
          <Time at={transfer.takeoverAt} /> 自动生效，之前客户可拒绝
        </small>
      )}
    </div>
  );
}
