import { Blank } from "../../parts/blank";
import { PageHead } from "../../parts/page-head";
import { useMe } from "../../use-me";
import { AuditCard } from "./audit-card";
import { ErasureCard } from "./erasure-card";
import { ExportsCard } from "./exports-card";
import { HoldsCard } from "./holds-card";
import { RetentionCard } from "./retention-card";
import "./compliance.css";

/** How long things are kept, what must be kept, what a customer wants forgotten, and who looked. */
export function Compliance() {
  const me = useMe();
  if (me?.role === "rep") return <Blank>数据与合规由管理员负责，如有需要请联系管理员。</Blank>;
  return (
    <>
      <PageHead title="数据与合规" hint="会话保存多久、哪些必须保留、应客户要求删除了什么、谁看过谁的会话。" />
      {me?.role === "manager" && <ExportsCard />}
      {me?.role === "admin" && (
        <>
          <RetentionCard />
          <HoldsCard />
          <ErasureCard />
          <ExportsCard />
          <AuditCard />
        </>
      )}
    </>
  );
}
