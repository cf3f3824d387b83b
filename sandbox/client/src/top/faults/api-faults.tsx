import { Button, InputNumber, Select } from "antd";
import { useState } from "react";
import { FAULT_KINDS, FAULT_PATHS, type FaultKind } from "./kinds";
import type { FaultsControl } from "./state";

/** The next calls of one API, or of any, go wrong in one way. */
export function ApiFaults({ control }: { control: FaultsControl }) {
  const { busy, faults, setFaults } = control;
  const [path, setPath] = useState(FAULT_PATHS[1]?.value ?? "");
  const [kind, setKind] = useState<FaultKind>("busy");
  const [times, setTimes] = useState(1);
  const add = (): void => {
    const fault = FAULT_KINDS.find((row) => row.value === kind)?.fault ?? {};
    void setFaults({ api: [...faults.api, { path, times, ...fault }] }, "已设置");
  };
  return (
    <div className="fault-form">
      <Select
        value={path}
        onChange={setPath}
        options={FAULT_PATHS}
        aria-label="接口"
        showSearch={{ optionFilterProp: "label" }}
      />
      <Select
        value={kind}
        onChange={setKind}
        options={FAULT_KINDS.map(({ value, label }) => ({ value, label }))}
        aria-label="故障"
      />
      <span className="fault-times">
        接下来
        <InputNumber min={1} max={999} value={times} onChange={(value) => setTimes(value ?? 1)} aria-label="次数" />次
      </span>
      <Button loading={busy} onClick={add}>
        设置
      </Button>
    </div>
  );
}
