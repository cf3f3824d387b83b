import { lazy, Suspense } from "react";
import { Navigate, Route, Routes } from "react-router";
import { PageSkeleton } from "./parts/page-skeleton";
import { Shell } from "./shell";

const Today = lazy(() => import("./today/today").then((module) => ({ default: module.Today })));
const CustomerList = lazy(() =>
  import("./customers/customer-list").then((module) => ({ default: module.CustomerList })),
);
const CustomerPage = lazy(() =>
  import("./customers/customer-page").then((module) => ({ default: module.CustomerPage })),
);
const Imports = lazy(() => import("./imports/imports").then((module) => ({ default: module.Imports })));
const ImportPage = lazy(() => import("./imports/import-page").then((module) => ({ default: module.ImportPage })));
const Conversations = lazy(() =>
  import("./conversations/conversations").then((module) => ({ default: module.Conversations })),
);
const MessageSearch = lazy(() =>
  import("./search/message-search").then((module) => ({ default: module.MessageSearch })),
);
const Care = lazy(() => import("./care/care").then((module) => ({ default: module.Care })));
const Knowledge = lazy(() => import("./knowledge/knowledge").then((module) => ({ default: module.Knowledge })));
const ServiceGroups = lazy(() =>
  import("./servicegroups/service-groups").then((module) => ({ default: module.ServiceGroups })),
);
const ContactWays = lazy(() =>
  import("./contactways/contact-ways").then((module) => ({ default: module.ContactWays })),
);
const Transfers = lazy(() => import("./transfers/transfers").then((module) => ({ default: module.Transfers })));
const Tags = lazy(() => import("./tags/tags").then((module) => ({ default: module.Tags })));
const Sensitive = lazy(() => import("./sensitive/sensitive").then((module) => ({ default: module.Sensitive })));
const Settings = lazy(() => import("./settings/settings").then((module) => ({ default: module.Settings })));

/** Each page is a chunk of its own. */
export function Pages() {
  return (
    <Shell>
      <Suspense fallback={<PageSkeleton />}>
        <Routes>
          <Route path="/" element={<Today />} />
          <Route path="/customers" element={<CustomerList />} />
          <Route path="/customers/:externalUserid" element={<CustomerPage />} />
          <Route path="/tags" element={<Tags />} />
          <Route path="/imports" element={<Imports />} />
          <Route path="/imports/:id" element={<ImportPage />} />
          <Route path="/conversations" element={<Conversations />} />
          <Route path="/conversations/search" element={<MessageSearch />} />
          <Route path="/conversations/:threadId" element={<Conversations />} />
          <Route path="/care" element={<Care />} />
          <Route path="/knowledge" element={<Knowledge />} />
          <Route path="/servicegroups" element={<ServiceGroups />} />
          <Route path="/contactways" element={<ContactWays />} />
          <Route path="/transfers" element={<Transfers />} />
          <Route path="/sensitive" element={<Sensitive />} />
          <Route path="/settings/*" element={<Settings />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </Suspense>
    </Shell>
  );
}
