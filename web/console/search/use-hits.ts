import type { MessageHit } from "../../../src/conversations/message-search.schema";
import type { Wire } from "../../shared/wire";
import { usePages } from "../use-pages";

export function useHits(query: Record<string, string>) {
  return usePages<Wire<MessageHit>>("/messages/search", query);
}
