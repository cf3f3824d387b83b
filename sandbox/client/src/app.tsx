import { Segmented, Skeleton } from "antd";
import { useEffect, useRef, useState } from "react";
import { DirectoryProvider, useDirectory } from "./corp";
import { Desk, type DeskPane } from "./desk/desk";
import { Phone } from "./phone/phone";
import { SelectionProvider, useSelection } from "./selection";
import { TopBar } from "./top/top-bar";
import { TOUR_REP } from "./tour/story";
import { TourCard, TourProvider } from "./tour/tour";
import { useNow } from "./use-now";

export function Sandbox({ dark, onDark }: { dark: boolean; onDark: (dark: boolean) => void }) {
  const nowMs = useNow();
  return (
    <SelectionProvider>
      <TourProvider>
        <DirectoryProvider waiting={<FirstWait />}>
          <div className="page">
            <TopBar nowMs={nowMs} dark={dark} onDark={onDark} />
            <Devices nowMs={nowMs} />
            <TourCard />
          </div>
        </DirectoryProvider>
      </TourProvider>
    </SelectionProvider>
  );
}

type Tab = "talk" | "side" | "phone";
const TABS = [
  { value: "talk" as const, label: "企业微信" },
  { value: "side" as const, label: "侧边栏" },
  { value: "phone" as const, label: "客户手机" },
];

function Devices({ nowMs }: { nowMs: number }) {
  const narrow = useNarrow();
  const [tab, setTab] = useState<Tab>("talk");
  useFirstChoice();
  if (!narrow) {
    return (
      <div className="devices">
        <Desk nowMs={nowMs} pane="all" />
        <Phone nowMs={nowMs} />
      </div>
    );
  }
  return (
    <div className="devices devices-narrow">
      {tab === "phone" ? <Phone nowMs={nowMs} /> : <Desk nowMs={nowMs} pane={tab satisfies DeskPane} />}
      <nav className="tabs" aria-label="视图">
        <Segmented block size="large" options={TABS} value={tab} onChange={setTab} />
      </nav>
    </div>
  );
}

/** Opens somebody's client and phone, so that the page never begins empty, and begins anew when the sandbox was reset. */
function useFirstChoice(): void {
  const { corp, customers } = useDirectory();
  const { member, customer, session, select } = useSelection();
  const [corpId] = useState(corp.corpId);
  const checked = useRef(false);
  useEffect(() => {
    if (corp.corpId !== corpId) location.replace(location.pathname);
  }, [corp.corpId, corpId]);
  useEffect(() => {
    if (corp.members.some((row) => row.userid === member)) return;
    const serving = corp.members.filter((row) => row.visible && row.contactEnabled && !row.leftAt);
    const first = serving.find((row) => row.userid === TOUR_REP) ?? serving[0] ?? corp.members[0];
    // a link may name a session without naming the member
    if (first) select({ member: first.userid, ...(member === null ? {} : { session: null, memberPage: null }) });
  }, [corp.members, member, select]);
  useEffect(() => {
    if (checked.current && customer !== null) return;
    if (customers.some((row) => row.externalUserid === customer)) checked.current = true;
    else if (session === null)
      return; // the desk opens a chat first, and the phone of that customer with it
    else if (session.kind === "customer") select({ customer: session.id, phoneChat: member, phonePage: null });
    else {
      const mine = customers.find((row) => row.followers.some(({ userid }) => userid === member));
      const wanted = mine?.externalUserid ?? null;
      if (wanted !== customer) select({ customer: wanted, phoneChat: null, phonePage: null });
    }
  }, [customers, customer, session, member, select]);
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia("(max-width: 820px)").matches);
  useEffect(() => {
    const query = matchMedia("(max-width: 820px)");
    const follow = (): void => setNarrow(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return narrow;
}

function FirstWait() {
  return (
    <div className="page first-wait">
      <Skeleton active paragraph={{ rows: 10 }} />
    </div>
  );
}
