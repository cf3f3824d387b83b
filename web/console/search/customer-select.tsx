import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useEffect, useState } from "react";
import type { CustomerRow } from "../../../src/contacts/contacts.schema";
import type { Page } from "../../shared/api";
import type { Wire } from "../../shared/wire";
import { api } from "../api";

const TYPING_MS = 300;

interface Props {
  value: string;
  onChange(externalUserid: string): void;
}

/** Customers are too many for a list: type a part of the name. */
export function CustomerSelect({ value, onChange }: Props) {
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const found = useQuery({
    queryKey: ["/customers", "pick", asked],
    queryFn: ({ signal }) => api.get<Page<Wire<CustomerRow>>>("/customers", { q: asked, limit: 20 }, signal),
    placeholderData: (previous) => previous,
    staleTime: 30_000,
  });
  const name = useCustomerName(value);
  const options = (found.data?.data ?? []).map((row) => ({ value: row.externalUserid, label: nameOf(row) }));
  const chosen = value && !options.some((option) => option.value === value) ? [{ value, label: name ?? "…" }] : [];
  return (
    <Select
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder="客户"
      aria-label="按客户筛选"
      className="sr-control"
      value={value || undefined}
      options={[...chosen, ...options]}
      loading={found.isFetching}
      notFoundContent="没有这样的客户"
      onChange={(next?: string) => onChange(next ?? "")}
    />
  );
}

export function useCustomerName(externalUserid: string): string | undefined {
  const path = `/customers/${encodeURIComponent(externalUserid)}`;
  const customer = useQuery({
    queryKey: [path, "name"],
    enabled: externalUserid !== "",
    queryFn: ({ signal }) => api.get<{ data: Pick<Wire<CustomerRow>, "name" | "owners"> }>(path, {}, signal),
    staleTime: 60_000,
  });
  return customer.data?.data.name;
}

function nameOf(row: Wire<CustomerRow>): string {
  return row.owners.find((owner) => owner.remark)?.remark || row.name;
}
