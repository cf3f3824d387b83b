import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { StartedTransfer, Taker } from "../../../src/transfers/transfers.schema";
import { shownError } from "../../shared/errors";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { countWords, skippedWords } from "./transfer-words";

interface Props {
  kind: "on_job" | "resigned";
  from: { userid: string; name: string };
  externalUserids?: string[];
  chatIds?: string[];
  /** Everything of this member; the numbers are what the person saw, if they were shown. */
  all?: { customers: number; groups: number } | "uncounted";
  onClose(started: boolean): void;
}

const MESSAGE_LENGTH = 200;

/** To whom, with what words, and what will happen; nothing goes out before this is confirmed. */
export function StartTransfer({ kind, from, externalUserids = [], chatIds = [], all, onClose }: Props) {
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const go = useNavigate();
  const [chosen, setChosen] = useState<string>();
  const [words, setWords] = useState("");
  const takers = useQuery({
    queryKey: ["/transfers/takers", from.userid],
    queryFn: ({ signal }) => api.get<{ data: Taker[] }>("/transfers/takers", { handoverUserid: from.userid }, signal),
  });
  const list = takers.data?.data ?? [];
  const proposal = list[0];
  const takeoverUserid = chosen ?? proposal?.userid;
  const taker = list.find((member) => member.userid === takeoverUserid);
  const uncounted = all === "uncounted";
  const { customers, groups } = uncounted
    ? { customers: 1, groups: 1 }
    : (all ?? { customers: externalUserids.length, groups: chatIds.length });
  const what = uncounted ? "全部客户和群" : ` ${countWords(customers, groups)}`;
  const start = useMutation({
    mutationFn: () =>
      api.post<{ data: Wire<StartedTransfer> }>("/transfers", {
        kind,
        handoverUserid: from.userid,
        takeoverUserid,
        ...(all ? { all: true } : { externalUserids, chatIds }),
        ...(kind === "on_job" && words.trim() && { message: words.trim() }),
      }),
    onSuccess: async ({ data }) => {
      onClose(data.accepted > 0);
      if (data.skipped.length > 0) {
        modal.info({
          title: data.accepted > 0 ? `已安排 ${data.accepted} 项转接` : "这些都没有提交",
          content: skippedWords(data.skipped).map((line) => <p key={line}>{line}</p>),
          okText: "知道了",
        });
      } else {
        void message.success(`已安排 ${data.accepted} 项转接，1 分钟内可以撤回`);
      }
      await queries.invalidateQueries();
      if (data.accepted > 0) void go("/transfers?tab=progress");
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <Modal
      open
      title={`把${from.name}的${what}转接给同事`}
      okText={taker ? `转接给${taker.name}` : "转接"}
      cancelText="取消"
      okButtonProps={{ disabled: !taker, loading: start.isPending }}
      onCancel={() => onClose(false)}
      onOk={() => start.mutate()}
    >
      <div className="tr-form">
        <label htmlFor="tr-taker">接收人</label>
        <Select
          id="tr-taker"
          showSearch={{ optionFilterProp: "label" }}
          loading={takers.isPending}
          placeholder="选择接收人"
          value={takeoverUserid}
          options={list.map((member) => ({
            value: member.userid,
            label: takerWords(member, member === proposal),
          }))}
          onChange={setChosen}
        />
        {takers.error && <p className="ct-quiet">{shownError(takers.error).text}</p>}
        {takers.data && list.length === 0 && (
          <p className="ct-quiet">没有可接收的同事：接收人需要在职并开通客户联系。</p>
        )}
        {kind === "on_job" && customers > 0 && (
          <>
            <label htmlFor="tr-words">转接成功后给客户的话（选填）</label>
            <Input.TextArea
              id="tr-words"
              rows={3}
              maxLength={MESSAGE_LENGTH}
              showCount
              placeholder={`例如：您好，今后由我接替${from.name}为您服务，有需要随时联系我。`}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          </>
        )}
      </div>
      <h3 className="tr-next">接下来会这样</h3>
      <ul className="tr-steps">
        <li>1 分钟后提交给企业微信，在这之前可以撤回。</li>
        {customers > 0 && (
          <li>
            客户会收到提醒，24 小时内可以拒绝；没有拒绝就自动转到{taker?.name ?? "接收人"}名下
            {kind === "on_job" && `，${from.name}不再是好友`}。
          </li>
        )}
        {groups > 0 && <li>客户群马上换群主，群成员不变。</li>}
        {customers > 0 && <li>每位客户 90 天内最多转接两次，提交后不能撤回。</li>}
      </ul>
    </Modal>
  );
}

function takerWords(member: Taker, proposed: boolean): string {
  const where = member.departments[0] ? ` · ${member.departments[0]}` : "";
  return `${member.name}${where} · 现有 ${member.customers} 位客户${proposed && member.near ? "（建议）" : ""}`;
}
