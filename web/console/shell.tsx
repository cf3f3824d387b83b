import {
  BookOutlined,
  CalendarOutlined,
  CommentOutlined,
  HeartOutlined,
  LogoutOutlined,
  MenuOutlined,
  SettingOutlined,
  SolutionOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Avatar, Button, Drawer, Dropdown, Menu } from "antd";
import { type ReactNode, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { createApi } from "../shared/api";
import { type ColorMode, useColorMode } from "../shared/theme";
import { api } from "./api";

const places = [
  { key: "/", label: "今日", icon: <CalendarOutlined /> },
  { key: "/customers", label: "客户", icon: <SolutionOutlined /> },
  { key: "/conversations", label: "会话", icon: <CommentOutlined /> },
  { key: "/care", label: "关怀", icon: <HeartOutlined /> },
  { key: "/knowledge", label: "知识库", icon: <BookOutlined /> },
  { key: "/servicegroups", label: "服务群", icon: <TeamOutlined /> },
  { key: "/settings", label: "设置", icon: <SettingOutlined /> },
];

const colorModes: { key: ColorMode; label: string }[] = [
  { key: "system", label: "跟随系统" },
  { key: "light", label: "浅色" },
  { key: "dark", label: "深色" },
];

interface Me {
  userid: string;
  name: string;
  roleName: string;
}

export function Shell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="ct-shell">
      <aside className="ct-side">
        <Brand />
        <Navigation />
        <Account />
      </aside>
      <div className="ct-top">
        <Button type="text" icon={<MenuOutlined />} aria-label="打开菜单" onClick={() => setOpen(true)} />
        <Brand />
      </div>
      <Drawer open={open} placement="left" size={240} onClose={() => setOpen(false)} title={<Brand />}>
        <Navigation onGo={() => setOpen(false)} />
        <Account />
      </Drawer>
      <main className="ct-main">{children}</main>
    </div>
  );
}

function Brand() {
  return (
    <div className="ct-brand">
      <span className="ct-leaf" aria-hidden="true" />
      常青
    </div>
  );
}

function Navigation({ onGo }: { onGo?: () => void }) {
  const go = useNavigate();
  const { pathname } = useLocation();
  const current = places.findLast(({ key }) => (key === "/" ? pathname === "/" : pathname.startsWith(key)));
  return (
    <Menu
      className="ct-menu"
      mode="inline"
      items={places}
      selectedKeys={current ? [current.key] : []}
      onClick={({ key }) => {
        void go(key);
        onGo?.();
      }}
    />
  );
}

function Account() {
  const { mode, setMode } = useColorMode();
  const me = useQuery({ queryKey: ["/me"], queryFn: () => api.get<{ data: Me }>("/me"), staleTime: 300_000 });
  const data = me.data?.data;
  if (!data) return null;
  async function signOut() {
    await createApi("/auth").post("/logout");
    location.assign("/");
  }
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [mode],
        items: [
          { key: "color", type: "group", label: "外观", children: colorModes },
          { type: "divider" },
          { key: "sign-out", label: "退出登录", icon: <LogoutOutlined /> },
        ],
        onClick: ({ key }) => {
          if (key === "sign-out") void signOut();
          else setMode(key as ColorMode);
        },
      }}
    >
      <button type="button" className="ct-account">
        <Avatar size={32}>{data.name.slice(-2)}</Avatar>
        <span>
          <strong>{data.name}</strong>
          <small>{data.roleName}</small>
        </span>
      </button>
    </Dropdown>
  );
}
