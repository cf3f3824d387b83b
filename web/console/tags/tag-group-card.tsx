import { DeleteOutlined, EditOutlined, LeftOutlined, PlusOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { Tag as Mark } from "../../shared/parts/tag";
import { spokenNumber } from "../../shared/time";
import { DeleteTags } from "./delete-tags";
import { RenameTag } from "./rename-tag";
import { useTagChange } from "./use-tag-change";

type TagRow = TagGroupRow["tags"][number];
interface Named {
  id: string;
  name: string;
}

const NOT_OURS = "在企业微信管理后台或其他应用里创建，只能在那里修改";

interface Props {
  group: TagGroupRow;
  mayEdit: boolean;
  mayOrder: boolean;
  onAdd(): void;
}

export function TagGroupCard({ group, mayEdit, mayOrder, onAdd }: Props) {
  const [renaming, setRenaming] = useState<Named | null>(null);
  const [deleting, setDeleting] = useState<{ group?: TagGroupRow; tag?: TagRow } | null>(null);
  const order = useTagChange<string[]>("/tags/order", (ids) => ({ groupId: group.id, ids }));
  const move = (at: number, by: 1 | -1) => {
    const ids = group.tags.map((tag) => tag.id);
    const [id] = ids.splice(at, 1);
    if (id) order.mutate([...ids.slice(0, at + by), id, ...ids.slice(at + by)]);
  };
  // In a group that is all of one origin the head says it once.
  const isMixed = group.createdByUs || group.tags.some((tag) => tag.createdByUs);
  const isWhole = group.createdByUs && group.tags.every((tag) => tag.createdByUs);
  return (
    <section className="ct-card">
      <div className="ct-card-head tg-head">
        <h2>{group.name || "未命名的标签组"}</h2>
        {!group.createdByUs && <Origin />}
        {mayEdit && (
          <div>
            {group.createdByUs && (
              <Button type="text" size="small" icon={<EditOutlined aria-hidden />} onClick={() => setRenaming(group)}>
                改名
              </Button>
            )}
            {isWhole && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined aria-hidden />}
                onClick={() => setDeleting({ group })}
              >
                删除
              </Button>
            )}
            <Button type="text" size="small" icon={<PlusOutlined aria-hidden />} onClick={onAdd}>
              加标签
            </Button>
          </div>
        )}
      </div>
      <ul className="tg-list" aria-label={`${group.name}的标签`} aria-busy={order.isPending}>
        {group.tags.map((tag, at) => (
          <li key={tag.id}>
            <span className="tg-name" title={tag.name}>
              {tag.name}
            </span>
            {!tag.createdByUs && isMixed && <Origin />}
            <Link className="tg-count" to={`/customers?tagId=${encodeURIComponent(tag.id)}`}>
              {spokenNumber(tag.customers)} 位客户
            </Link>
            {mayEdit && tag.createdByUs && (
              <span className="tg-acts">
                {mayOrder && group.tags.length > 1 && (
                  <>
                    <Act
                      icon={<LeftOutlined />}
                      label={`前移「${tag.name}」`}
                      disabled={at === 0 || order.isPending}
                      onClick={() => move(at, -1)}
                    />
                    <Act
                      icon={<RightOutlined />}
                      label={`后移「${tag.name}」`}
                      disabled={at === group.tags.length - 1 || order.isPending}
                      onClick={() => move(at, 1)}
                    />
                  </>
                )}
                <Act icon={<EditOutlined />} label={`给「${tag.name}」改名`} onClick={() => setRenaming(tag)} />
                <Act icon={<DeleteOutlined />} label={`删除「${tag.name}」`} onClick={() => setDeleting({ tag })} />
              </span>
            )}
          </li>
        ))}
      </ul>
      <RenameTag target={renaming} onClose={() => setRenaming(null)} />
      <DeleteTags target={deleting} onClose={() => setDeleting(null)} />
    </section>
  );
}

function Origin() {
  return (
    <Tooltip title={NOT_OURS}>
      {/* Reachable by keyboard, so that the reason is. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip explains. */}
      <span tabIndex={0}>
        <Mark>管理后台</Mark>
      </span>
    </Tooltip>
  );
}

interface ActProps {
  icon: React.ReactNode;
  label: string;
  disabled?: boolean;
  onClick(): void;
}

function Act({ icon, label, disabled, onClick }: ActProps) {
  return (
    <Button
      type="text"
      size="small"
      icon={icon}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    />
  );
}
