import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, InputNumber, Modal } from "antd";
import { useState } from "react";
import type { BirthdayTagsView } from "../../../src/birthdaytags/birthdaytags.schema";
import { shownError } from "../../shared/errors";
import { spokenNumber } from "../../shared/time";
import { api } from "../api";
import { Problem } from "../parts/problem";

const PATH = "/birthday-tags";
const RENEW_MS = 5_000;

/** Birthdays live here only; as tags, members can filter by their month inside WeCom. */
export function BirthdayTags() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const answer = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: BirthdayTagsView }>(PATH, {}, signal),
    refetchInterval: (query) => (query.state.data?.data.state === "off" ? false : RENEW_MS),
  });
  const change = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => {
      setAsking(false);
      return queries.invalidateQueries({ queryKey: [PATH] });
    },
    onError: (error) => {
      void message.warning(shownError(error).text);
      void answer.refetch();
    },
  });
  const view = answer.data?.data;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>生日月份标签</h2>
        {view?.state === "off" && (
          <Button loading={change.isPending} onClick={() => change.mutate(() => api.post(`${PATH}/on`))}>
            开启
          </Button>
        )}
        {view?.state === "on" && <Button onClick={() => setAsking(true)}>关闭</Button>}
      </div>
      {answer.error && <Problem error={answer.error} onRetry={() => answer.refetch()} />}
      {view && <p>{sentence(view)}</p>}
      <p className="ct-quiet">
        标签组「生日月份」，01月 至
        12月，由常青自动维护。农历生日按下一次对应的公历月份归类，每年随之调整。成员自己打的标签不会动。
      </p>
      {asking && view && (
        <ConfirmOff
          marks={view.marks}
          busy={change.isPending}
          onCancel={() => setAsking(false)}
          onOff={() => change.mutate(() => api.post(`${PATH}/off`, { confirmMarks: view.marks }))}
        />
      )}
    </section>
  );
}

function sentence({ state, customers, marks }: BirthdayTagsView): string {
  if (state === "on") return `已开启。${spokenNumber(customers)} 位客户有生日，已打上 ${spokenNumber(marks)} 个标签。`;
  if (state === "stopping") return `正在移除标签，还剩 ${spokenNumber(marks)} 个。`;
  return `开启后，为 ${spokenNumber(customers)} 位有生日的客户打上月份标签，成员在企业微信里就能按月份筛选。`;
}

interface ConfirmProps {
  marks: number;
  busy: boolean;
  onOff(): void;
  onCancel(): void;
}

/** Tags are taken from customers, so the number is typed. */
function ConfirmOff({ marks, busy, onOff, onCancel }: ConfirmProps) {
  const [typed, setTyped] = useState<number | null>(null);
  return (
    <Modal
      open
      title="关闭生日月份标签"
      okText="移除并关闭"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ danger: true, disabled: typed !== marks }}
      onOk={onOff}
      onCancel={onCancel}
    >
      <p>将从客户身上移除 {marks} 个由常青打上的标签，没有人在用的月份标签也会一并删除。生日资料不受影响。</p>
      <InputNumber
        aria-label="要移除的标签数量"
        style={{ width: "100%" }}
        placeholder={`请输入 ${marks} 以确认`}
        value={typed}
        onChange={setTyped}
      />
    </Modal>
  );
}
