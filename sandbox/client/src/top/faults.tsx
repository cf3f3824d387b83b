import { ThunderboltOutlined } from "@ant-design/icons";
import { Badge, Button, Drawer } from "antd";
import { lazy, Suspense, useState } from "react";
import { useLive } from "../api/live";
import type { Faults } from "../api/types";

const NONE: Faults = { api: [], callbacks: {}, ip: "allow" };

const FaultsPanel = lazy(() => import("./faults-panel").then((module) => ({ default: module.FaultsPanel })));

/** What can go wrong between WeCom and the app, switched on by hand to see that nothing is lost. */
export function FaultsButton() {
  const [open, setOpen] = useState(false);
  const { data } = useLive<Faults>("/faults");
  const faults = data ?? NONE;
  const count =
    (faults.api ?? []).length +
    Object.values(faults.callbacks ?? {}).filter((value) => Number(value) > 0).length +
    (faults.ip === "deny" ? 1 : 0);
  return (
    <>
      <Badge count={count} size="small">
        <Button icon={<ThunderboltOutlined />} onClick={() => setOpen(true)} aria-label="制造故障">
          <span className="only-roomy">故障</span>
        </Button>
      </Badge>
      <Drawer open={open} onClose={() => setOpen(false)} title="制造故障" size={380} mask={false} destroyOnHidden>
        <Suspense>
          <FaultsPanel faults={faults} />
        </Suspense>
      </Drawer>
    </>
  );
}
