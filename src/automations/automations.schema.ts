export interface AutomationRow {
  id: string;
  /** Stable name of a built-in, such as `birthday`. */
  key: string;
  name: string;
  status: "active" | "paused";
  /** What it does, as one sentence. */
  sentence: string;
  triggerType: "important_date" | "knowledge_push" | "keyword";
  /** Days that are planned already. */
  plannedThrough: string | null;
  counts: { planned: number; waiting: number; sent: number };
  lastRun: AutomationRunRow | null;
}

export interface AutomationRunRow {
  id: string;
  status: "waiting" | "running" | "done" | "cancelled";
  /** The article's title, for a push. */
  title: string;
  dueAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  counts: RunCounts;
}

/** `moved`: for another day than asked for; `skipped`: has it already; `dropped`: no day up to the use-by. */
export interface RunCounts {
  planned: number;
  moved: number;
  skipped: number;
  dropped: number;
}

/** POST /knowledge/articles/:id/push and its forecast, GET /knowledge/articles/:id/push?tagId= */
export interface PushForecast {
  customers: number;
  onWishedDay: number;
  later: number;
  alreadyHave: number;
  notPossible: number;
}
