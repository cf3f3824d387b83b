import { type ComponentType, lazy, Suspense } from "react";
import { Navigate, NavLink, Route, Routes } from "react-router";
import { PageSkeleton } from "../parts/page-skeleton";
import "./settings.css";

interface Section {
  path: string;
  label: string;
  Page: ComponentType;
}

/** Each is a page of its own; the first one is where 设置 leads. */
const sections: Section[] = [
  {
    path: "setup",
    label: "接入体检",
    Page: lazy(() => import("./setup").then((module) => ({ default: module.Setup }))),
  },
  {
    path: "health",
    label: "系统健康",
    Page: lazy(() => import("./health").then((module) => ({ default: module.Health }))),
  },
  {
    path: "archive",
    label: "会话存档",
    Page: lazy(() => import("./archive").then((module) => ({ default: module.Archive }))),
  },
  {
    path: "fields",
    label: "客户字段",
    Page: lazy(() => import("./fields").then((module) => ({ default: module.Fields }))),
  },
  {
    path: "response",
    label: "响应时限",
    Page: lazy(() => import("./response").then((module) => ({ default: module.Response }))),
  },
  {
    path: "compliance",
    label: "数据与合规",
    Page: lazy(() => import("./compliance/compliance").then((module) => ({ default: module.Compliance }))),
  },
];

export function Settings() {
  return (
    <>
      <nav className="st-nav" aria-label="设置">
        {sections.map(({ path, label }) => (
          <NavLink key={path} to={`/settings/${path}`}>
            {label}
          </NavLink>
        ))}
      </nav>
      <Suspense fallback={<PageSkeleton />}>
        <Routes>
          {sections.map(({ path, Page }) => (
            <Route key={path} path={path} element={<Page />} />
          ))}
          <Route path="*" element={<Navigate to={`/settings/${sections[0]?.path}`} replace />} />
        </Routes>
      </Suspense>
    </>
  );
}
