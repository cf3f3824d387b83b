import { MinusCircleOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Form, Input, Popconfirm, Segmented, Select } from "antd";
import type { ArticleDetail, CreateArticleRequest } from "../../../src/knowledge/knowledge.schema";
import { shownError } from "../../shared/errors";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { PushButton } from "./push-button";

type Detail = Wire<ArticleDetail>;
type Content = Omit<CreateArticleRequest, "externalKey">;

const empty: Content = {
  title: "",
  body: "",
  category: "",
  kind: "article",
  attributes: [],
  tags: [],
  linkUrl: null,
  state: "published",
};

interface Props {
  /** null: a new one. */
  id: string | null;
  mayEdit: boolean;
  onClose(): void;
}

export function ArticleEditor({ id, mayEdit, onClose }: Props) {
  const article = useQuery({
    queryKey: ["/knowledge/articles", id],
    enabled: id !== null,
    queryFn: ({ signal }) => api.get<{ data: Detail }>(`/knowledge/articles/${id}`, {}, signal),
  });
  const detail = article.data?.data;
  return (
    <Drawer
      open
      size={640}
      title={id === null ? "新建知识" : (detail?.title ?? "知识")}
      onClose={onClose}
      extra={detail?.state === "published" && mayEdit && <PushButton articleId={detail.id} title={detail.title} />}
    >
      {article.error && <Problem error={article.error} onRetry={() => article.refetch()} />}
      {id !== null && !detail && !article.error && <PageSkeleton />}
      {detail && detail.reading.shared > 0 && (
        <p className="kn-reading">
          <span>发给过 {detail.reading.shared} 位客户</span>
          <span>{detail.reading.readers} 位打开过</span>
          <span>共看了 {detail.reading.views} 次</span>
        </p>
      )}
      {(id === null || detail) && <ArticleForm detail={detail ?? null} mayEdit={mayEdit} onClose={onClose} />}
    </Drawer>
  );
}

function ArticleForm({ detail, mayEdit, onClose }: { detail: Detail | null; mayEdit: boolean; onClose(): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Content>();
  const done = (text: string) => {
    void message.success(text);
    void queries.invalidateQueries({ queryKey: ["/knowledge/articles"] });
    onClose();
  };
  const onError = (error: unknown) => void message.warning(shownError(error).text);
  const save = useMutation({
    mutationFn: (content: Content) => {
      const body = { ...content, linkUrl: content.linkUrl || null };
      return detail
        ? api.put(`/knowledge/articles/${detail.id}`, { ...body, version: detail.version })
        : api.post("/knowledge/articles", body);
    },
    onSuccess: () => done("已保存"),
    onError,
  });
  const remove = useMutation({
    mutationFn: () => api.delete(`/knowledge/articles/${detail?.id}`),
    onSuccess: () => done("已删除"),
    onError,
  });
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!mayEdit}
      initialValues={detail ? contentOf(detail) : empty}
      onFinish={(content) => save.mutate(content)}
    >
      <Form.Item name="kind" label="类型">
        <Segmented
          options={[
            { value: "article", label: "文章" },
            { value: "snippet", label: "话术" },
          ]}
        />
      </Form.Item>
      <Form.Item name="title" label="标题" rules={[{ required: true, whitespace: true, message: "请写标题" }]}>
        <Input maxLength={200} placeholder="例如：净水器滤芯多久换一次" />
      </Form.Item>
      <Form.Item name="body" label="内容" rules={[{ required: true, whitespace: true, message: "请写内容" }]}>
        <Input.TextArea autoSize={{ minRows: 8, maxRows: 20 }} placeholder="把客户能直接用的话写在前面" />
      </Form.Item>
      <Form.Item name="category" label="分类">
        <Input maxLength={64} placeholder="例如：售后" />
      </Form.Item>
      <Form.Item name="tags" label="关键词">
        <Select mode="tags" open={false} placeholder="输入后回车" />
      </Form.Item>
      <Form.Item label="属性" extra="价格、评分、尺寸等。客户说「300 左右」时，会按这里的数字来挑。">
        <Form.List name="attributes">
          {(fields, { add, remove: drop }) => (
            <>
              {fields.map((field) => (
                <div key={field.key} className="kn-attribute">
                  <Form.Item name={[field.name, "name"]} noStyle rules={[{ required: true, message: "请写属性名" }]}>
                    <Input placeholder="价格" />
                  </Form.Item>
                  <Form.Item name={[field.name, "value"]} noStyle rules={[{ required: true, message: "请写属性值" }]}>
                    <Input placeholder="299 元" />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<MinusCircleOutlined aria-hidden />}
                    aria-label="删除这一项"
                    onClick={() => drop(field.name)}
                  />
                </div>
              ))}
              <Button type="dashed" onClick={() => add({ name: "", value: "" })}>
                添加属性
              </Button>
            </>
          )}
        </Form.List>
      </Form.Item>
      <Form.Item name="linkUrl" label="外部链接" rules={[{ type: "url", message: "请填写完整网址" }]}>
        <Input placeholder="https://" />
      </Form.Item>
      <Form.Item name="state" label="状态">
        <Segmented
          options={[
            { value: "published", label: "发布" },
            { value: "draft", label: "草稿" },
          ]}
        />
      </Form.Item>
      {mayEdit && (
        <div className="kn-save">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            保存
          </Button>
          {detail && (
            <Popconfirm
              placement="topRight"
              title="删除这篇知识？"
              description="已发给客户的链接将打不开。"
              okText="删除"
              cancelText="保留"
              onConfirm={() => remove.mutate()}
            >
              <Button danger type="text">
                删除
              </Button>
            </Popconfirm>
          )}
        </div>
      )}
    </Form>
  );
}

function contentOf(detail: Detail): Content {
  return {
    title: detail.title,
    body: detail.body,
    category: detail.category,
    kind: detail.kind,
    attributes: detail.attributes.map(({ name, value }) => ({ name, value })),
    tags: detail.tags,
    linkUrl: detail.linkUrl,
    state: detail.state,
  };
}
