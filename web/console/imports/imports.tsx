import { InboxOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Upload } from "antd";
import { Link, useNavigate } from "react-router";
import type { ImportListRow, ImportView } from "../../../src/imports/imports.schema";
import { Time } from "../../shared/parts/time";
import { spokenNumber } from "../../shared/time";
import { api } from "../api";
import { type Column, DataTable } from "../parts/data-table";
import { PageHead } from "../parts/page-head";
import { Problem } from "../parts/problem";
import { countsWords, statusWords } from "./import-words";
import "./imports.css";

const columns: Column<ImportListRow>[] = [
  {
    title: "文件",
    phone: "head",
    render: (row) => (
      <Link className="ct-name" to={`/imports/${row.id}`}>
        {row.fileName}
      </Link>
    ),
  },
  { title: "进度", width: 96, render: (row) => statusWords[row.status] },
  { title: "结果", render: (row) => countsWords(row.counts) || "—" },
  { title: "行数", width: 88, render: (row) => spokenNumber(row.rows) },
  { title: "上传", width: 180, render: (row) => <Uploaded row={row} /> },
];

/** A file in, a look at what it would change, then the change. */
export function Imports() {
  const go = useNavigate();
  const recent = useQuery({
    queryKey: ["/imports"],
    queryFn: ({ signal }) => api.get<{ data: ImportListRow[] }>("/imports", {}, signal),
  });
  const upload = useMutation({
    mutationFn: (file: File) => api.upload<{ data: ImportView }>("/imports/customers", file),
    onSuccess: ({ data }) => void go(`/imports/${data.id}`),
  });
  const rows = recent.data?.data ?? [];
  return (
    <>
      <PageHead title="导入客户资料" hint="为已有客户补上生日、字段和标签。先检查，确认后才会更新。" />
      {upload.error && <Problem error={upload.error} />}
      <section className="ct-card">
        <Upload.Dragger
          accept=".csv,.txt,.xlsx"
          maxCount={1}
          showUploadList={false}
          disabled={upload.isPending}
          beforeUpload={(file) => {
            upload.mutate(file);
            return false;
          }}
        >
          <p className="im-drop">
            <InboxOutlined aria-hidden />
            {upload.isPending ? "正在读取文件…" : "点击选择文件，或拖到这里"}
          </p>
          <p className="ct-quiet">Excel（.xlsx）或 CSV，不超过 20 MB、50,000 行</p>
        </Upload.Dragger>
        <dl className="im-help">
          <dt>第一行写列名</dt>
          <dd>姓名、备注、手机、客户 ID、生日、农历生日、女儿生日、结婚纪念日、标签，以及任何客户字段。</dd>
          <dt>怎样找到客户</dt>
          <dd>先看客户 ID，再看手机，最后看备注或姓名；同名的不会猜，会请您补上手机或 ID。</dd>
          <dt>日期怎么写</dt>
          <dd>1990-3-5、3月5日、农历八月十五都可以。空着的格子不会清掉已有内容。</dd>
        </dl>
      </section>
      {rows.length > 0 && (
        <section className="ct-card">
          <h2>最近的导入</h2>
          <DataTable label="最近的导入" columns={columns} rows={rows} keyOf={(row) => row.id} />
          <p className="ct-quiet ct-small">上传的内容保留 30 天。</p>
        </section>
      )}
    </>
  );
}

function Uploaded({ row }: { row: ImportListRow }) {
  return (
    <>
      {row.by} · <Time at={row.createdAt} />
    </>
  );
}
