import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "../shared/parts/skeleton";
import { CustomerView } from "./customer-view";
import { NoticePage } from "./parts/notice-page";
import { Problem } from "./parts/problem";
import { clientRefusal, currentPlace, insideWecom, registerPage } from "./wecom";

/** Finds out where we are, then shows what matters there. */
export function Sidebar() {
  const place = useQuery({
    queryKey: ["place"],
    enabled: insideWecom,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    queryFn: async () => {
      await registerPage();
      return currentPlace();
    },
  });
  if (!insideWecom) {
    return (
      <NoticePage
        title="请在企业微信的聊天工具栏中打开"
        text="打开与客户的聊天，在右侧工具栏点「常青」，这里会显示客户资料和回复建议。"
      />
    );
  }
  if (place.error) {
    const { text, code } = clientRefusal(place.error);
    return (
      <main className="sb-page">
        <Problem text={text} code={code} onRetry={() => place.refetch()} />
      </main>
    );
  }
  if (!place.data) {
    return (
      <main className="sb-page">
        <Skeleton rows={6} />
      </main>
    );
  }
  switch (place.data.kind) {
    case "customer":
      return <CustomerView externalUserid={place.data.externalUserid} />;
    case "group":
      return <NoticePage title="这里是客户群" text="资料和回复建议在与客户的单聊里。打开客户的聊天，再点「常青」。" />;
    case "elsewhere":
      return <NoticePage title="请从客户聊天打开" text="在与客户的单聊里，这里会显示客户资料和回复建议。" />;
  }
}
