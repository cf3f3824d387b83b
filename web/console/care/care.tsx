import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { PageHead } from "../parts/page-head";
import { Automations } from "./automations";
import { DayPlan } from "./day-plan";
import { DeliveryBoard } from "./delivery-board";
import "./care.css";

/** 计划 · 送达 · 自动化. The tab and the day are in the address, so a link shows a colleague the same thing. */
export function Care() {
  const [search, setSearch] = useSearchParams();
  const tab = search.get("tab") ?? "plan";
  return (
    <>
      <PageHead title="关怀" hint="不多打扰：每位客户每天最多收到一次，夜间不发。让路的都写明原因。" />
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => setSearch(key === "plan" ? {} : { tab: key })}
        items={[
          { key: "plan", label: "每日计划", children: <DayPlan /> },
          { key: "delivery", label: "送达情况", children: <DeliveryBoard /> },
          { key: "automations", label: "自动化", children: <Automations /> },
        ]}
      />
    </>
  );
}
