import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, DatePicker, Form, InputNumber, Select, Switch, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { ResponseRules, ResponseSettingsView } from "../../../src/conversations/clock/clock.schema";
import { shownError } from "../../shared/errors";
import { spokenTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useToday } from "../use-me";
import { ResponseFigures } from "./response-figures";
import "./response.css";

const PATH = "/response/settings";
const weekdays = ["一", "二", "三", "四", "五", "六", "日"].map((name, i) => ({ value: i + 1, label: `周${name}` }));

type View = Wire<ResponseSettingsView>;

/** When the company works, and who hears of a customer who waits; then how fast everyone answers. */
export function Response() {
  const answer = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: View }>(PATH, {}, signal),
  });
  const view = answer.data?.data;
  return (
    <>
      <PageHead
        title="响应时限"
        hint="客户来信多久没有回复时提醒谁。等待只按工作时间计算，下班和节假日不计，也不提醒。"
      />
      {answer.error && <Problem error={answer.error} onRetry={() => answer.refetch()} />}
      {!view && !answer.error && <PageSkeleton rows={6} />}
      {view && <RulesForm key={view.changedAt ?? "default"} view={view} />}
      <ResponseFigures />
    </>
  );
}

interface Fields extends Omit<ResponseRules, "version" | "hours"> {
  hours: { from: string; until: string }[];
}

function RulesForm({ view }: { view: View }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { now } = useToday();
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: (fields: Fields) => api.put(PATH, { ...fields, version: 1 }),
    onSuccess: () => {
      void message.success("已保存，正在等待的客户也按新时限提醒。");
      return queries.invalidateQueries({ queryKey: [PATH] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const { version: _, ...rules } = view.rules;
  const alerts = Form.useWatch("alerts", form) ?? rules.alerts;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>工作时间与提醒</h2>
        <span className="ct-quiet">{stateOf(view, now)}</span>
      </div>
      <Form
        form={form}
        layout="vertical"
        initialValues={rules}
        onFinish={(fields) => save.mutate(fields)}
        disabled={save.isPending}
      >
        <Form.Item label="工作时段" required>
          <Form.List name="hours">
            {(spans, { add, remove }) => (
              <div className="rs-hours">
                {spans.map(({ key, name }) => (
                  <div key={key} className="rs-span">
                    <Form.Item name={[name, "from"]} noStyle rules={[{ required: true }]}>
                      <Clock label={`第 ${name + 1} 段开始`} />
                    </Form.Item>
                    <span>至</span>
                    <Form.Item
                      name={[name, "until"]}
                      noStyle
                      dependencies={[["hours", name, "from"]]}
                      rules={[
                        { required: true },
                        {
                          validator: (_rule, until: string) =>
                            laterThan(until, form.getFieldValue(["hours", name, "from"])),
                        },
                      ]}
                    >
                      <Clock label={`第 ${name + 1} 段结束`} />
                    </Form.Item>
                    {spans.length > 1 && (
                      <Button type="text" onClick={() => remove(name)}>
                        移除
                      </Button>
                    )}
                  </div>
                ))}
                {spans.length < 4 && (
                  <Button onClick={() => add({ from: "19:00", until: "21:00" })}>加一段（如午休后、晚班）</Button>
                )}
              </div>
            )}
          </Form.List>
        </Form.Item>
        <Form.Item label="工作日" name="weekdays" rules={[{ required: true, message: "请至少选一天" }]}>
          <Checkbox.Group options={weekdays} />
        </Form.Item>
        <Form.Item
          name="holidays"
          valuePropName="checked"
          extra={`已有 ${view.holidaysKnownTo} 年及以前的放假安排；之后的年份只按法定假日休息，不含调休。`}
        >
          <Checkbox>法定节假日休息，调休补班的周末算工作日</Checkbox>
        </Form.Item>
        <div className="rs-row">
          <Form.Item label="另外休息的日子" name="extraOff">
            <Days label="另外休息的日子" />
          </Form.Item>
          <Form.Item label="另外上班的日子" name="extraOn">
            <Days label="另外上班的日子" />
          </Form.Item>
        </div>
        <Form.Item name="alerts" valuePropName="checked" label="等待提醒">
          <Switch checkedChildren="开" unCheckedChildren="关" />
        </Form.Item>
        {alerts && (
          <>
            <div className="rs-row">
              <Form.Item
                label="等待多久提醒负责人"
                name="repAfterMinutes"
                rules={[{ required: true, message: "请填写分钟数" }]}
              >
                <InputNumber min={1} max={2_880} precision={0} suffix="分钟" />
              </Form.Item>
              <Form.Item
                label="仍未回复，多久提醒主管"
                name="managerAfterMinutes"
                dependencies={["repAfterMinutes"]}
                rules={[
                  { required: true, message: "请填写分钟数" },
                  ({ getFieldValue }) => ({
                    validator: (_rule, value: number) =>
                      value > Number(getFieldValue("repAfterMinutes"))
                        ? Promise.resolve()
                        : Promise.reject(new Error("需要晚于提醒负责人")),
                  }),
                ]}
              >
                <InputNumber min={1} max={2_880} precision={0} suffix="分钟" />
              </Form.Item>
            </div>
            <Form.Item name="groups" valuePropName="checked">
              <Checkbox>客户群也提醒（提醒群主，群里任何同事回复都算）</Checkbox>
            </Form.Item>
          </>
        )}
        <div className="rs-save">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            保存
          </Button>
          {view.changedAt && (
            <span className="ct-quiet">
              {view.changedBy} {spokenTime(view.changedAt, now)}修改
            </span>
          )}
        </div>
      </Form>
    </section>
  );
}

function stateOf({ working, nextWorkAt }: View, now: Date): string {
  if (working) return "现在是工作时间";
  return nextWorkAt ? `现在是非工作时间，${spokenTime(nextWorkAt, now)} 开始计时` : "没有排定的工作时间";
}

function laterThan(until: string, from: string): Promise<void> {
  return until > from ? Promise.resolve() : Promise.reject(new Error("结束要晚于开始"));
}

/** Midnight at the end of a day is 24:00. */
function Clock({ label, value, onChange }: { label: string; value?: string; onChange?(value: string): void }) {
  const end = label.endsWith("结束");
  return (
    <TimePicker
      aria-label={label}
      format="HH:mm"
      minuteStep={5}
      needConfirm={false}
      allowClear={false}
      value={value ? dayjs(`2000-01-01T${value === "24:00" ? "00:00" : value}`) : null}
      onChange={(time) => {
        const text = time?.format("HH:mm") ?? "";
        onChange?.(end && text === "00:00" ? "24:00" : text);
      }}
    />
  );
}

interface DaysProps {
  label: string;
  value?: string[];
  onChange?(value: string[]): void;
}

function Days({ label, value = [], onChange }: DaysProps) {
  return (
    <div className="rs-days">
      <DatePicker
        aria-label={label}
        placeholder="选一天加入"
        value={null}
        onChange={(day: Dayjs | null) => day && onChange?.([...new Set([...value, day.format("YYYY-MM-DD")])].sort())}
      />
      {value.length > 0 && (
        <Select
          aria-label={`已选的${label}`}
          mode="multiple"
          open={false}
          suffixIcon={null}
          value={value}
          onChange={onChange}
        />
      )}
    </div>
  );
}
