import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal, Select } from "antd";
import { useState } from "react";
import type { PushForecast } from "../../../src/automations/automations.schema";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { shownError } from "../../shared/errors";
import { api } from "../api";

/** Who would hear from us, before anybody does. */
export function PushButton({ articleId, title }: { articleId: string; title: string }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [tagId, setTagId] = useState<string>();
  const path = `/knowledge/articles/${articleId}/push`;
  const tags = useQuery({
    queryKey: ["/tags"],
    queryFn: () => api.get<{ data: TagGroupRow[] }>("/tags"),
    enabled: open,
  });
  const forecast = useQuery({
    queryKey: [path, tagId],
    enabled: open && tagId !== undefined,
    queryFn: ({ signal }) => api.get<{ data: PushForecast }>(path, { tagId }, signal),
  });
  const push = useMutation({
    mutationFn: () => api.post(path, { tagId }),
    onSuccess: () => {
      setOpen(false);
      void message.success("已安排推送，可在「关怀」里查看");
      return queries.invalidateQueries();
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const data = forecast.data?.data;
  const reached = data ? data.onWishedDay + data.later : 0;
  return (
    <>
      <Button onClick={() => setOpen(true)}>推送给客户</Button>
      <Modal
        open={open}
        title={`推送《${title}》`}
        okText={data ? `推送给 ${reached} 位客户` : "推送"}
        cancelText="取消"
        okButtonProps={{ disabled: reached === 0, loading: push.isPending }}
        onCancel={() => setOpen(false)}
        onOk={() => push.mutate()}
      >
        <p>带这个标签的客户会收到，由各自的负责人在企业微信里确认后发出。</p>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          aria-label="选择标签"
          placeholder="选择标签"
          style={{ width: "100%" }}
          value={tagId}
          options={tags.data?.data.map((group) => ({
            label: group.name,
            options: group.tags.map((tag) => ({ value: tag.id, label: `${tag.name}（${tag.customers} 位）` })),
          }))}
          onChange={setTagId}
        />
        {forecast.error && <p className="ct-quiet">{shownError(forecast.error).text}</p>}
        {data && (
          <ul className="kn-forecast">
            <li>
              <strong>{data.onWishedDay}</strong> 位今天安排
            </li>
            {data.later > 0 && (
              <li>
                <strong>{data.later}</strong> 位为避免打扰，改到之后几天
              </li>
            )}
            {data.alreadyHave > 0 && (
              <li>
                <strong>{data.alreadyHave}</strong> 位已经收到过，不再重复
              </li>
            )}
            {data.notPossible > 0 && (
              <li>
                <strong>{data.notPossible}</strong> 位目前发不了（没有负责人或已退订）
              </li>
            )}
          </ul>
        )}
      </Modal>
    </>
  );
}
