import { LinkOutlined, MinusCircleOutlined, PictureOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Input, Segmented, Upload } from "antd";
import type { WayWelcome } from "../../../src/contactways/contactways.schema";
import { shownError } from "../../shared/errors";
import { api } from "../api";

const MAX_ATTACHMENTS = 9;
const MAX_IMAGE_BYTES = 700_000;
const variables = [
  { label: "客户称呼", value: "{{称呼}}" },
  { label: "员工姓名", value: "{{顾问}}" },
];
type Attachment = WayWelcome["attachments"][number];

interface Props {
  value?: WayWelcome | null;
  onChange?: (value: WayWelcome | null) => void;
}

/** The usual welcome, or words and attachments of this code's own, as the customer will see them. */
export function WelcomeEditor({ value = null, onChange }: Props) {
  const change = (welcome: WayWelcome | null) => onChange?.(welcome);
  return (
    <div className="cw-welcome">
      <Segmented
        value={value ? "own" : "usual"}
        options={[
          { value: "usual", label: "通用欢迎语" },
          { value: "own", label: "这个码专用" },
        ]}
        onChange={(next) => change(next === "own" ? { text: "", attachments: [] } : null)}
      />
      {value && <OwnWelcome value={value} onChange={change} />}
    </div>
  );
}

function OwnWelcome({ value, onChange }: { value: WayWelcome; onChange(value: WayWelcome): void }) {
  const { text, attachments } = value;
  const setAttachments = (next: Attachment[]) => onChange({ text, attachments: next });
  return (
    <>
      <div className="cw-variables">
        插入
        {variables.map((variable) => (
          <Button
            key={variable.value}
            size="small"
            onClick={() => onChange({ text: text + variable.value, attachments })}
          >
            {variable.label}
          </Button>
        ))}
      </div>
      <Input.TextArea
        aria-label="欢迎语"
        value={text}
        maxLength={1_000}
        autoSize={{ minRows: 3, maxRows: 8 }}
        placeholder="您好，我是{{顾问}}，欢迎光临三里屯店。"
        onChange={(event) => onChange({ text: event.target.value, attachments })}
      />
      {attachments.map((attachment, index) => (
        <AttachmentRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own and are edited in place
          key={index}
          value={attachment}
          onChange={(next) => setAttachments(attachments.map((other, n) => (n === index ? next : other)))}
          onRemove={() => setAttachments(attachments.filter((_, n) => n !== index))}
        />
      ))}
      {attachments.length < MAX_ATTACHMENTS && (
        <div className="cw-add">
          <Button
            type="dashed"
            icon={<LinkOutlined aria-hidden />}
            onClick={() => setAttachments([...attachments, { msgtype: "link", link: { title: "", url: "" } }])}
          >
            加链接
          </Button>
          <ImageButton
            onUploaded={(url) => setAttachments([...attachments, { msgtype: "image", image: { pic_url: url } }])}
          />
        </div>
      )}
      <Preview value={value} />
    </>
  );
}

function AttachmentRow({
  value,
  onChange,
  onRemove,
}: {
  value: Attachment;
  onChange(value: Attachment): void;
  onRemove(): void;
}) {
  return (
    <div className="cw-attachment">
      {value.msgtype === "link" ? (
        <div>
          <Input
            aria-label="链接标题"
            placeholder="标题"
            maxLength={40}
            value={value.link.title}
            onChange={(event) => onChange({ ...value, link: { ...value.link, title: event.target.value } })}
          />
          <Input
            aria-label="链接地址"
            placeholder="https://"
            value={value.link.url}
            onChange={(event) => onChange({ ...value, link: { ...value.link, url: event.target.value.trim() } })}
          />
        </div>
      ) : (
        <img src={value.image.pic_url} alt="欢迎语图片" />
      )}
      <Button type="text" icon={<MinusCircleOutlined aria-hidden />} aria-label="删除这一项" onClick={onRemove} />
    </div>
  );
}

function ImageButton({ onUploaded }: { onUploaded(url: string): void }) {
  const { message } = App.useApp();
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const base64 = await base64Of(file);
      const body = { filename: file.name.slice(-120), contentType: file.type, base64 };
      return api.post<{ data: { url: string } }>("/contactways/images", body);
    },
    onSuccess: ({ data }) => onUploaded(data.url),
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <Upload
      accept="image/png,image/jpeg"
      showUploadList={false}
      beforeUpload={(file) => {
        if (file.size > MAX_IMAGE_BYTES) void message.warning("图片请不要超过 700 KB");
        else upload.mutate(file);
        return false;
      }}
    >
      <Button type="dashed" icon={<PictureOutlined aria-hidden />} loading={upload.isPending}>
        加图片
      </Button>
    </Upload>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}

/** As on the customer's phone; names stand for those that will be there. */
function Preview({ value }: { value: WayWelcome }) {
  const text = value.text.replaceAll("{{称呼}}", "王小明").replaceAll("{{顾问}}", "周敏").trim();
  if (text === "" && value.attachments.length === 0) return null;
  return (
    <div className="cw-preview">
      <small className="ct-quiet">客户看到的样子</small>
      {text && <p>{text}</p>}
      {value.attachments.map((attachment, index) => {
        const key = `${attachment.msgtype}${index}`;
        if (attachment.msgtype === "image") return <img key={key} src={attachment.image.pic_url} alt="" />;
        return (
          <p key={key} data-link="">
            <LinkOutlined aria-hidden /> {attachment.link.title || "链接标题"}
          </p>
        );
      })}
    </div>
  );
}
