import { type ColorMode, colorModes, setColorMode, useColorMode } from "../shared/color-mode";
import { Avatar } from "../shared/parts/avatar";
import { Tag } from "../shared/parts/tag";
import { Time } from "../shared/parts/time";
import { daysLeftWords, stageWords } from "../shared/words";
import { Menu } from "./parts/menu";
import { gradeOf, mainRelation } from "./relations";
import type { Profile } from "./use-customer";

const SOON_DAYS = 7;

/** Who this is, at a glance; chips only when they are true. */
export function ProfileHeader({ profile, me }: { profile: Profile; me: string | undefined }) {
  const relation = mainRelation(profile, me);
  const grade = gradeOf(profile);
  const name = relation?.remark || profile.name;
  const isMine = relation && relation.userid.toLowerCase() === me?.toLowerCase();
  const soon = profile.dates.filter((date) => date.daysLeft <= SOON_DAYS);
  const gone = relation?.status === "deleted_by_customer";
  return (
    <header className="sb-header">
      <Avatar name={name} src={profile.avatar} size={40} />
      <div className="sb-who">
        <h1 title={name}>
          <span>{name}</span>
          {grade && <Tag tone="brand">{grade}级</Tag>}
          <Tag>{stageWords[profile.stage]}</Tag>
        </h1>
        <p>
          往来 <Time at={profile.lastActivityAt} />
          {!isMine && ` · ${relation ? `负责人 ${relation.name}` : "暂无负责人"}`}
          {name !== profile.name && ` · ${profile.name}`}
        </p>
        {(soon.length > 0 || gone || relation?.status === "half") && (
          <div className="eg-tags">
            {soon.map((date) => (
              <Tag key={`${date.kind}${date.label}`} tone="warning">
                {daysLeftWords(date.daysLeft)}
                {date.name}
              </Tag>
            ))}
            {gone && <Tag tone="error">客户已删除{isMine ? "您" : relation.name}</Tag>}
            {relation?.status === "half" && <Tag tone="warning">待通过</Tag>}
          </div>
        )}
      </div>
      <More externalUserid={profile.externalUserid} />
    </header>
  );
}

function More({ externalUserid }: { externalUserid: string }) {
  const { mode } = useColorMode();
  return (
    <Menu
      label="更多"
      className="sb-icon"
      items={[
        { key: "console", label: "完整资料" },
        ...colorModes.map(({ key, label }) => ({ key, label: `外观：${label}`, chosen: key === mode })),
      ]}
      onPick={(key) => {
        if (key === "console") window.open(`/customers/${encodeURIComponent(externalUserid)}`, "_blank", "noopener");
        else setColorMode(key as ColorMode);
      }}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M3 8h.01M8 8h.01M13 8h.01" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      </svg>
    </Menu>
  );
}
