import { MessageOutlined, RightOutlined } from "@ant-design/icons";
import { Modal } from "antd";
import { type ReactNode, useState } from "react";
import type { MessageView } from "../../../../src/conversations/conversations.schema";
import { useCompanyNow } from "../../../shared/clock";
import { fullTime, spokenTime } from "../../../shared/time";
import { Marked } from "../marks";

type Content = NonNullable<MessageView["content"]>;
type Record = Extract<Content, { type: "chatrecord" }>;
type Part = NonNullable<Record["parts"]>[number];

/** How a part is shown: as a message of its kind would be. */
type ShowPart = (part: Part, path: number[]) => ReactNode;
interface PartsProps {
  parts: Part[];
  path: number[];
  show: ShowPart;
}

const LINES_SHOWN = 4;

/** A merged record: its first lines in the chat, the whole of it in a window of its own, as in WeChat. */
export function RecordBody({ content, path, show }: { content: Record; path: number[]; show: ShowPart }) {
  const [open, setOpen] = useState(false);
  const title = content.data.title || "聊天记录";
  const parts = content.parts ?? [];
  return (
    <>
      <button type="button" className="cv-record" onClick={() => setOpen(true)}>
        <strong>
          <Marked>{title}</Marked>
        </strong>
        {parts.slice(0, LINES_SHOWN).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a record never change places
          <span key={index} className="ct-ellipsis">
            <Marked>{part.text.slice(0, 100)}</Marked>
          </span>
        ))}
        <small>
          <MessageOutlined aria-hidden /> 聊天记录，共 {parts.length} 条 <RightOutlined aria-hidden />
        </small>
      </button>
      <Modal open={open} title={title} footer={null} width={560} destroyOnHidden onCancel={() => setOpen(false)}>
        <RecordParts parts={parts} path={path} show={show} />
      </Modal>
    </>
  );
}

/** Whoever said it is not in the archive; when and what is. */
function RecordParts({ parts, path, show }: PartsProps) {
  const now = useCompanyNow();
  if (parts.length === 0) return <p className="ct-quiet">这份聊天记录里没有内容。</p>;
  return (
    <ol className="cv-record-parts">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a record never change places
        <li key={index}>
          {part.atMs !== null && (
            <small className="cv-record-at" title={fullTime(new Date(part.atMs))}>
              {spokenTime(new Date(part.atMs), now)}
            </small>
          )}
          {part.content?.type === "chatrecord" ? (
            <details className="cv-record-inner">
              <summary>
                {part.content.data.title || "聊天记录"}{" "}
                <small className="cv-record-at">共 {part.content.parts?.length ?? 0} 条</small>
              </summary>
              <RecordParts parts={part.content.parts ?? []} path={[...path, index]} show={show} />
            </details>
          ) : (
            <div className="cv-record-said">{show(part, [...path, index])}</div>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Words and pictures sent as one, one under the other; also the lines of a note. */
export function MixedBody({ parts, path, show }: PartsProps) {
  return (
    <div className="cv-mixed">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never change places
        <div key={index}>{show(part, [...path, index])}</div>
      ))}
    </div>
  );
}
