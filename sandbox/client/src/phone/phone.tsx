import { QrcodeOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { lazy, Suspense, useCallback, useState } from "react";
import { useLive } from "../api/live";
import type { PhoneMessage } from "../api/types";
import { useDirectory } from "../corp";
import { productPath } from "../frame/address";
import { useSelection } from "../selection";
import { Nothing } from "../state-views";
import { timeOf } from "../time";
import { Conversation } from "./conversation";
import { Conversations, MOMENTS } from "./conversations";
import { useGroupNames } from "./group-names";
import { Moments } from "./moments";
import { PhonePage } from "./phone-page";

const ScanDialog = lazy(() => import("./scan-dialog").then((module) => ({ default: module.ScanDialog })));

/** A customer's WeChat. Which customer is chosen above the phone. */
export function Phone({ nowMs }: { nowMs: number }) {
  const { customer, phoneChat, phonePage, select } = useSelection();
  const { customers } = useDirectory();
  const [scanning, setScanning] = useState(false);
  const phone = useLive<{ messages: PhoneMessage[] }>(customer ? `/phones/${encodeURIComponent(customer)}` : null);
  const groups = useGroupNames(customer);
  const open = useCallback(
    (url: string) => {
      if (productPath(url) === null) window.open(url, "_blank", "noopener");
      else select({ phonePage: url });
    },
    [select],
  );
  const options = customers.map((row) => ({ value: row.externalUserid, label: row.name }));
  return (
    <section className="phone-pane" aria-label="客户手机">
      <div className="phone-choice" data-tour="scan">
        <Select
          showSearch={{ optionFilterProp: "label" }}
          className="grow"
          placeholder="选择客户"
          aria-label="选择客户"
          options={options}
          value={options.some((row) => row.value === customer) ? customer : null}
          onChange={(value: string) => select({ customer: value, phoneChat: null, phonePage: null })}
        />
        <Button icon={<QrcodeOutlined />} onClick={() => setScanning(true)}>
          扫码添加
        </Button>
      </div>
      <div className="device phone">
        <div className="phone-status" aria-hidden>
          <span>{timeOf(nowMs)}</span>
          <span className="phone-notch" />
          <span>5G</span>
        </div>
        {customer === null ? (
          <Nothing
            text="选择一位客户，或用新客户扫成员的码"
            action={<Button onClick={() => setScanning(true)}>扫码添加</Button>}
          />
        ) : phonePage ? (
          <PhonePage key={phonePage} customer={customer} url={phonePage} onClose={() => select({ phonePage: null })} />
        ) : phoneChat === MOMENTS ? (
          <Moments customer={customer} nowMs={nowMs} onOpen={open} />
        ) : phoneChat ? (
          <Conversation
            key={`${customer} ${phoneChat}`}
            customer={customer}
            with={phoneChat}
            groupName={groups.get(phoneChat) || "群聊"}
            nowMs={nowMs}
            onOpen={open}
          />
        ) : (
          <Conversations customer={customer} phone={phone} groups={groups} nowMs={nowMs} />
        )}
        <div className="phone-home" aria-hidden />
      </div>
      {scanning ? (
        <Suspense>
          <ScanDialog onClose={() => setScanning(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}
