import { App } from "antd";
import { act } from "../api/http";
import { useDirectory } from "../corp";
import { useAction } from "../notify";
import { useSelection } from "../selection";

/** What the company's administrator does, below the list of members. */
export function useCompanyMenu() {
  const { modal } = App.useApp();
  const { run } = useAction();
  const { corp, memberName } = useDirectory();
  const { member, select } = useSelection();
  const name = memberName(member ?? "");
  const leave = (): void => {
    modal.confirm({
      title: `让${name}离职`,
      content: "这位成员的客户和客户群会进入待分配，应用会收到回调",
      okText: "离职",
      okButtonProps: { danger: true },
      cancelText: "取消",
      onOk: async () => {
        const next = corp.members.find((row) => row.userid !== member && row.contactEnabled && !row.leftAt);
        // the leaver's client is closed first: nobody reads from it any more
        select({ member: next?.userid ?? null, session: null, memberPage: null });
        if (!(await run(() => act("member.leave", { userid: member }), `${name}已离职`))) select({ member });
      },
    });
  };
  const asked = corp.archive.mode === "asked";
  const consent = asked ? "assumed" : "asked";
  const changeMode = (): void => {
    void run(() => act("archive.mode", { consent }), asked ? "改为默认同意存档" : "改为先征求客户同意");
  };
  return [
    { type: "divider" as const },
    {
      key: "archive-mode",
      label: asked ? "会话存档：改为默认同意" : "会话存档：改为先征求同意",
      onClick: changeMode,
    },
    { key: "leave", label: `让${name}离职`, danger: true, disabled: !member, onClick: leave },
  ];
}
