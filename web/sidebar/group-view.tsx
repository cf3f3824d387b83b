import { Result } from "antd";

export function GroupView() {
  return <Result status="info" title="客户群" subTitle="请在与客户的单聊中查看资料和回复建议。" />;
}
