import { QrcodeOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useLive } from "../api/live";
import type { PhoneMessage } from "../api/types";
import { useDirectory } from "../corp";
import { useSelection } from "../selection";
import { Nothing } from "../state-views";
import { timeOf } from "../time";
import { Conversation } from "./conversation";
import { Conversations } from "./conversations";
import { PhonePage } from "./phone-page";
import { ScanDialog } from "./scan-dialog";

/** A customer's WeChat. Which customer is chosen above the phone. */
export function Phone({ nowMs }: { nowMs: number }) {
  const { customer, phoneChat, phonePage, select } = useSelection();
  const { customers } = useDirectory();
  const [scanning, setScanning] = useState(false);
  const phone = useLive<{ messages: PhoneMessage[] }>(customer ? `/phones/${encodeURIComponent(customer)}` : null);
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
            text="选择一位客户,或用新客户扫成员的码"
            action={<Button onClick={() => setScanning(true)}>扫码添加</Button>}
          />
        ) : phonePage ? (
          <PhonePage key={phonePage} customer={customer} url={phonePage} onClose={() => select({ phonePage: null })} />
        ) : phoneChat ? (
          <Conversation key={`${customer} ${phoneChat}`} customer={customer} with={phoneChat} nowMs={nowMs} />
        ) : (
          <Conversations customer={customer} phone={phone} nowMs={nowMs} />
        )}
        <div className="phone-home" aria-hidden />
      </div>
      {scanning ? <ScanDialog onClose={() => setScanning(false)} /> : null}
    </section>
  );
}
