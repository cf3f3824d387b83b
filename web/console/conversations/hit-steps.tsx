import { DownOutlined, UpOutlined } from "@ant-design/icons";
import { Button } from "antd";

interface Props {
  /** Of the hit that is shown, newest first; -1 before the first. */
  index: number;
  count: number;
  /** There are older ones that are not loaded. */
  more: boolean;
  /** 1: the next older hit, -1: the next newer. */
  onStep(by: 1 | -1): void;
}

/** From hit to hit. */
export function HitSteps({ index, count, more, onStep }: Props) {
  return (
    <>
      <Button
        size="small"
        type="text"
        icon={<UpOutlined aria-hidden />}
        aria-label="上一处，更早"
        disabled={index >= count - 1 && !more}
        onClick={() => onStep(1)}
      />
      <Button
        size="small"
        type="text"
        icon={<DownOutlined aria-hidden />}
        aria-label="下一处，更新"
        disabled={index <= 0}
        onClick={() => onStep(-1)}
      />
    </>
  );
}
