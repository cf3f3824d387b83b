/** What the sidebar reads of the server's answers; the server may send more. */

export interface RelationTag {
  id: string;
  name: string;
  groupName?: string;
}

export interface CustomerProfile {
  customer: { externalUserid: string; name: string; avatar: string | null; gender?: number; corpName?: string | null };
  relations: {
    userid: string;
    memberName: string;
    remark: string;
    description?: string;
    status: string;
    createdAt: string | null;
    tags: RelationTag[];
  }[];
  dates: {
    kind: string;
    calendar: "solar" | "lunar";
    month: number;
    day: number;
    year: number | null;
    next: string | null;
    text?: string;
  }[];
}

export interface Reply {
  id: string;
  text: string;
  reason: string;
  source: { articleId: string; title: string; section: string | null } | null;
}

export interface NextAction {
  code: string;
  text: string;
}

export interface Suggestions {
  replies: Reply[];
  actions: NextAction[];
  /** The message that was answered; null when nothing waits for an answer. */
  messageId: string | null;
}

export interface Snippet {
  id: string;
  title: string;
  body: string;
  kind: "article" | "snippet";
  url: string | null;
}

export interface TimelineEvent {
  id: string;
  at: string;
  kind: string;
  text: string;
}
