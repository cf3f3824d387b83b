import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type Opening, productPath } from "../frame/address";
import { type Effect, WebFrame } from "../frame/web-frame";
import { useSelection } from "../selection";
import { Nothing } from "../state-views";

/** The column beside the chat: the chat tool bar's page, or a page that the member opened from a message. */
export function SideFrame({ member, onEffect }: { member: string; onEffect: (effect: Effect) => void }) {
  const { session, memberPage, select } = useSelection();
  const path = memberPage ? productPath(memberPage) : null;
  const opening = openingOf(member, session, path);
  if (!opening)
    return (
      <div className="webframe">
        <Nothing text="打开一个客户或客户群的会话，这里会显示聊天侧边栏" />
      </div>
    );
  const close = (): void => select(memberPage ? { memberPage: null } : { sidebarOpen: false });
  return (
    <div className="side" data-tour="sidebar">
      <WebFrame
        key={JSON.stringify(opening)}
        opening={opening}
        title={memberPage ? "网页" : "聊天侧边栏"}
        onEffect={onEffect}
        actions={<Button type="text" size="small" icon={<CloseOutlined />} aria-label="关闭" onClick={close} />}
      />
    </div>
  );
}

function openingOf(
  member: string,
  session: ReturnType<typeof useSelection>["session"],
  path: string | null,
): Opening | null {
  if (path) return { as: member, entry: "normal", to: path };
  if (session?.kind === "customer") return { as: member, peer: session.id, entry: "single_chat_tools", to: "/sidebar" };
  if (session?.kind === "group") return { as: member, chatId: session.id, entry: "group_chat_tools", to: "/sidebar" };
  return null;
}
