import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Select, Switch } from "antd";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import type { WayChoices, WayContent } from "../../../src/contactways/contactways.schema";
import { api } from "../api";
import { welcomeProblem } from "./way-words";
import { WelcomeEditor } from "./welcome-editor";

interface Props {
  content: WayContent;
  saving: boolean;
  submit: string;
  onSave(content: WayContent): void;
  onCancel?: () => void;
}

/** Whom the code leads to, and what it does for whoever comes by it. */
export function WayForm({ content, saving, submit, onSave, onCancel }: Props) {
  const [form] = Form.useForm<WayContent>();
  const choices = useQuery({
    queryKey: ["/contactways/choices"],
    queryFn: ({ signal }) => api.get<{ data: WayChoices }>("/contactways/choices", {}, signal),
  }).data?.data;
  const tags = useQuery({
    queryKey: ["/tags"],
    queryFn: ({ signal }) => api.get<{ data: TagGroupRow[] }>("/tags", {}, signal),
  }).data?.data;
  const departments = choices?.departments ?? [];
  return (
    <Form form={form} layout="vertical" initialValues={content} onFinish={onSave}>
      <Form.Item
        name="name"
        label="渠道名称"
        extra="客户的时间线上会写「通过渠道活码『…』添加」。"
        rules={[{ required: true, whitespace: true, message: "请写渠道名称" }]}
      >
        <Input maxLength={30} showCount placeholder="例如：三里屯店海报" />
      </Form.Item>
      <Form.Item
        name="userids"
        label="接待成员"
        extra="选多位时，企业微信会轮流分配。之后可以随时更换，印好的码不变。"
        dependencies={["departmentIds"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, userids: string[]) =>
              userids.length + (getFieldValue("departmentIds") ?? []).length > 0
                ? Promise.resolve()
                : Promise.reject(new Error("请至少选一位成员或一个部门")),
          }),
        ]}
      >
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: "label" }}
          placeholder="选择成员"
          options={choices?.members.map(({ userid, name }) => ({ value: userid, label: name }))}
        />
      </Form.Item>
      <Form.Item
        name="departmentIds"
        label="接待部门"
        hidden={departments.length === 0}
        extra="部门连同成员，合计最多 100 人。"
      >
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: "label" }}
          placeholder="选择部门（可不选）"
          options={departments.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="tagIds" label="自动打标签">
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: "label" }}
          placeholder="扫码的客户会带上这些标签（可不选）"
          options={tags?.map((group) => ({
            label: group.name,
            options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="skipVerify"
        label="免验证"
        valuePropName="checked"
        extra="打开后，客户扫码即成为好友，不用成员通过。"
      >
        <Switch />
      </Form.Item>
      <Form.Item
        name="welcome"
        label="欢迎语"
        rules={[
          {
            validator: (_, welcome: WayContent["welcome"]) => {
              const problem = welcomeProblem(welcome);
              return problem === null ? Promise.resolve() : Promise.reject(new Error(problem));
            },
          },
        ]}
      >
        <WelcomeEditor />
      </Form.Item>
      <div className="cw-save">
        <Button type="primary" htmlType="submit" loading={saving}>
          {submit}
        </Button>
        {onCancel && (
          <Button type="text" onClick={onCancel}>
            取消
          </Button>
        )}
      </div>
    </Form>
  );
}
