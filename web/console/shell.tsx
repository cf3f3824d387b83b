import {
  BookOutlined,
  CalendarOutlined,
  CommentOutlined,
  EllipsisOutlined,
  HeartOutlined,
  LogoutOutlined,
  QrcodeOutlined,
  SafetyOutlined,
  SettingOutlined,
  SolutionOutlined,
  TagsOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import { Drawer, Dropdown } from "antd";
import { type ReactNode, useState } from "react";
import { NavLink } from "react-router";
import { createApi } from "../shared/api";
import { type ColorMode, colorModes, setColorMode, useColorMode } from "../shared/color-mode";
import { Avatar } from "../shared/parts/avatar";
import { useMe } from "./use-me";

interface Place {
  to: string;
  label: string;
  icon: ReactNode;
  managersOnly?: boolean;
}

const places: Place[] = [
  { to: "/", label: "今日", icon: <CalendarOutlined aria-hidden /> },
  { to: "/customers", label: "客户", icon: <SolutionOutlined aria-hidden /> },
  { to: "/conversations", label: "会话", icon: <CommentOutlined aria-hidden /> },
  { to: "/care", label: "关怀", icon: <HeartOutlined aria-hidden /> },
  { to: "/knowledge", label: "知识库", icon: <BookOutlined aria-hidden /> },
  { to: "/servicegroups", label: "服务群", icon: <TeamOutlined aria-hidden /> },
  { to: "/tags", label: "标签", icon: <TagsOutlined aria-hidden /> },
  { to: "/contactways", label: "渠道活码", icon: <QrcodeOutlined aria-hidden /> },
  { to: "/sensitive", label: "敏感词", icon: <SafetyOutlined aria-hidden />, managersOnly: true },
  { to: "/settings", label: "设置", icon: <SettingOutlined aria-hidden />, managersOnly: true },
];
/** The daily ones, at the thumb; the rest behind 更多. */
const AT_THUMB = 4;

export function Shell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const me = useMe();
  const visible = places.filter((place) => !place.managersOnly || me?.role !== "rep");
  return (
    <div className="ct-shell">
      <a className="ct-skip" href="#main">
        跳到正文
      </a>
      <aside className="ct-side">
        <Brand />
        <nav className="ct-nav" aria-label="主导航">
          {visible.map((place) => (
            <PlaceLink key={place.to} place={place} />
          ))}
        </nav>
        <Account />
      </aside>
      <main className="ct-main" id="main" tabIndex={-1}>
        {children}
      </main>
      <nav className="ct-thumb" aria-label="主导航">
        {visible.slice(0, AT_THUMB).map((place) => (
          <PlaceLink key={place.to} place={place} />
        ))}
        <button type="button" className="ct-place" onClick={() => setOpen(true)}>
          <EllipsisOutlined aria-hidden />
          更多
        </button>
      </nav>
      <Drawer open={open} placement="bottom" size={360} onClose={() => setOpen(false)} title={<Brand />}>
        <nav className="ct-nav" aria-label="更多">
          {visible.slice(AT_THUMB).map((place) => (
            <PlaceLink key={place.to} place={place} onGo={() => setOpen(false)} />
          ))}
        </nav>
        <Account />
      </Drawer>
    </div>
  );
}

function Brand() {
  return (
    <div className="ct-brand">
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M4 3c10 0 16 5 16 13v5h-5C7 21 4 14 4 3Z" fill="var(--eg-primary)" />
        <path
          d="M8 8c5 2 8 6 10 12"
          stroke="#fff"
          strokeOpacity=".75"
          strokeWidth="1.5"
          fill="none"
          strokeLinecap="round"
        />
      </svg>
      常青
    </div>
  );
}

function PlaceLink({ place, onGo }: { place: Place; onGo?: () => void }) {
  return (
    <NavLink className="ct-place" to={place.to} end={place.to === "/"} onClick={onGo}>
      {place.icon}
      {place.label}
    </NavLink>
  );
}

async function signOut() {
  await createApi("/auth").post("/logout");
  location.assign("/");
}

function Account() {
  const { mode } = useColorMode();
  const me = useMe();
  if (!me) return null;
  return (
    <Dropdown
      trigger={["click"]}
      placement="top"
      menu={{
        selectedKeys: [mode],
        items: [
          { key: "color", type: "group", label: "外观", children: colorModes },
          { type: "divider" },
          { key: "sign-out", label: "退出登录", icon: <LogoutOutlined aria-hidden /> },
        ],
        onClick: ({ key }) => {
          if (key === "sign-out") void signOut();
          else setColorMode(key as ColorMode);
        },
      }}
    >
      <button type="button" className="ct-account" aria-label={`${me.name}，外观与退出`}>
        <Avatar name={me.name} size={32} round />
        <span>
          <strong>{me.name}</strong>
          <small>{me.roleName}</small>
        </span>
      </button>
    </Dropdown>
  );
}
