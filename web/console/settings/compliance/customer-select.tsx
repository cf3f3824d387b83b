import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import type { Page } from "../../../shared/api";
import { api } from "../../api";

interface Found {
  externalUserid: string;
  name: string;
  remark?: string | null;
}

/** One customer by name; typing asks the server. */
export function CustomerSelect({ value, onChange }: { value: string | undefined; onChange(id: string): void }) {
  const [q, setQ] = useState("");
  const asked = useDeferredValue(q);
  const found = useQuery({
    queryKey: ["/customers", "pick", asked],
    queryFn: ({ signal }) => api.get<Page<Found>>("/customers", { q: asked, limit: 20 }, signal),
    staleTime: 10_000,
  });
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setQ }}
      aria-label="客户"
      placeholder="输入客户姓名"
      value={value}
      loading={found.isFetching}
      onChange={onChange}
      notFoundContent="没有找到"
      options={(found.data?.data ?? []).map(({ externalUserid, name, remark }) => ({
        value: externalUserid,
        label: remark && remark !== name ? `${remark}(${name})` : name,
      }))}
    />
  );
}
