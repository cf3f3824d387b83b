import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { useMe } from "../use-me";
import { Leavers } from "./leavers";
import { OnJob } from "./on-job";
import { TransferList } from "./transfer-list";
import "./transfers.css";

/** 离职待分配 · 在职转接 · 转接进度. Tab and member are in the address, so a link shows a colleague the same thing. */
export function Transfers() {
  const [search, setSearch] = useSearchParams();
  const me = useMe();
  if (!me) return <PageSkeleton />;
  const isRep = me.role === "rep";
  const hint = isRep
    ? "转给您和从您转出的客户都列在这里，由主管或管理员安排。"
    : "成员离职或换岗时，把客户和客户群交给同事，不丢一位。";
  const head = <PageHead title="客户继承" hint={hint} />;
  if (isRep) {
    return (
      <>
        {head}
        <TransferList />
      </>
    );
  }
  return (
    <>
      {head}
      <Tabs
        activeKey={search.get("tab") ?? "leavers"}
        destroyOnHidden
        onChange={(tab) => setSearch(tab === "leavers" ? {} : { tab })}
        items={[
          { key: "leavers", label: "离职待分配", children: <Leavers /> },
          { key: "onjob", label: "在职转接", children: <OnJob /> },
          { key: "progress", label: "转接进度", children: <TransferList /> },
        ]}
      />
    </>
  );
}
