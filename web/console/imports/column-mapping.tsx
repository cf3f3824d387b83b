import { Select } from "antd";
import type { ImportView } from "../../../src/imports/imports.schema";

interface Props {
  view: ImportView;
  mapping: string[];
  onChange(mapping: string[]): void;
}

const LEFT_OUT = "";

/** Each column with what is in it and what it means; guessed, and changed here. */
export function ColumnMapping({ view, mapping, onChange }: Props) {
  const groups = [...new Set(view.targets.map((target) => target.group))].map((group) => ({
    label: group,
    options: view.targets.filter((target) => target.group === group).map(({ value, label }) => ({ value, label })),
  }));
  const columns = view.columns.map((column, at) => ({ ...column, at, title: column.title || `第 ${at + 1} 列` }));
  const options = [{ value: LEFT_OUT, label: "不导入" }, ...groups];
  return (
    <section className="ct-card">
      <h2>每一列是什么</h2>
      <ul className="im-columns">
        {columns.map(({ at, title, samples }) => (
          <li key={at} data-left-out={mapping[at] === LEFT_OUT || undefined}>
            <div>
              <strong className="ct-name">{title}</strong>
              <small className="ct-quiet ct-ellipsis">{samples.join("、") || "空列"}</small>
            </div>
            <Select
              aria-label={`「${title}」是什么`}
              showSearch={{ optionFilterProp: "label" }}
              value={mapping[at] ?? LEFT_OUT}
              options={options}
              onChange={(value: string) => onChange(mapping.map((old, index) => (index === at ? value : old)))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
