import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Drawer } from "antd";
import type { WayContent, WayDetail } from "../../../src/contactways/contactways.schema";
import { shownError } from "../../shared/errors";
import { api } from "../api";
import { WayForm } from "./way-form";

const empty: WayContent = {
  name: "",
  userids: [],
  departmentIds: [],
  skipVerify: true,
  tagIds: [],
  welcome: null,
};

export function NewWay({ onClose, onMade }: { onClose(): void; onMade(id: string): void }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: (content: WayContent) => api.post<{ data: WayDetail }>("/contactways", content),
    onSuccess: ({ data }) => {
      void message.success(data.status === "live" ? "活码已生成，可以下载了" : "正在企业微信生成，稍后会出现在列表里");
      void queries.invalidateQueries({ queryKey: ["/contactways"] });
      onMade(data.id);
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <Drawer open size={640} title="新建渠道活码" onClose={onClose}>
      <WayForm content={empty} saving={make.isPending} submit="生成活码" onSave={(content) => make.mutate(content)} />
    </Drawer>
  );
}
