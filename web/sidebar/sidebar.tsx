import { useQuery } from "@tanstack/react-query";
import { Result, Skeleton } from "antd";
import { CustomerView } from "./customer-view";
import { GroupView } from "./group-view";
import { Problem } from "./problem";
import { clientRefusal, currentPlace, insideWecom, registerPage } from "./wecom";

/** Finds out where we are, then shows what matters there. */
export function Sidebar() {
  const place = useQuery({
    queryKey: ["place"],
    enabled: insideWecom,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      await registerPage();
      return currentPlace();
    },
  });
  if (!insideWecom) {
    return <Result status="info" title="请在企业微信中打开" subTitle="打开与客户的聊天,在右侧工具栏点击「常青」。" />;
  }
  if (place.error) {
    const { text, code } = clientRefusal(place.error);
    return <Problem text={text} code={code} onRetry={() => place.refetch()} />;
  }
  if (!place.data) return <Skeleton className="sb-page" active avatar paragraph={{ rows: 6 }} />;
  switch (place.data.kind) {
    case "customer":
      return <CustomerView externalUserid={place.data.externalUserid} />;
    case "group":
      return <GroupView />;
    case "elsewhere":
      return (
        <Result status="info" title="请从客户聊天打开" subTitle="在与客户的单聊里,这里会显示客户资料和回复建议。" />
      );
  }
}
