import { ThunderboltOutlined } from "@ant-design/icons";
import { Badge, Button, Drawer } from "antd";
import { lazy, Suspense, useState } from "react";
import { activeOf, useFaults } from "./faults/state";

const FaultsPanel = lazy(() => import("./faults/panel").then((module) => ({ default: module.FaultsPanel })));

/** What can go wrong between WeCom and the app, switched on by hand to see that nothing is lost. */
export function FaultsButton() {
  const [open, setOpen] = useState(false);
  const control = useFaults();
  const count = activeOf(control).length;
  return (
    <>
      <Badge count={count} size="small">
        <Button
          icon={<ThunderboltOutlined />}
          onClick={() => setOpen(true)}
          aria-label={count > 0 ? `制造故障，${count} 项生效中` : "制造故障"}
        >
          <span className="only-roomy">故障</span>
        </Button>
      </Badge>
      <Drawer open={open} onClose={() => setOpen(false)} title="制造故障" size={400} mask={false} destroyOnHidden>
        <Suspense>
          <FaultsPanel control={control} />
        </Suspense>
      </Drawer>
    </>
  );
}
