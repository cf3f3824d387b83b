import { Button } from "antd";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { useJournal } from "../api/journal";
import { useLive } from "../api/live";
import type { ChatMessage, Desk } from "../api/types";
import { useDirectory } from "../corp";
import { useSelection } from "../selection";
import { TOUR_CUSTOMER, TOUR_STEPS } from "./story";

interface TourState {
  /** 0-based; null = not running */
  step: number | null;
  go(step: number | null): void;
}

const TourContext = createContext<TourState>({ step: null, go: () => {} });
export const useTour = (): TourState => use(TourContext);

export function TourProvider({ children }: { children: ReactNode }) {
  const [step, go] = useState<number | null>(null);
  const value = useMemo(() => ({ step, go }), [step]);
  return <TourContext value={value}>{children}</TourContext>;
}

/** Five steps through the demo story. A step ends by itself when what it asks for has happened; nobody is held back. */
export function TourCard() {
  const { step, go } = useTour();
  if (step === null) return null;
  return <RunningTour key="tour" step={step} go={go} />;
}

function RunningTour({ step, go }: { step: number; go: (step: number | null) => void }) {
  const current = TOUR_STEPS[step];
  const done = useDone(step);
  const last = step === TOUR_STEPS.length - 1;
  useHighlight(current?.target ?? null);
  const next = useCallback(() => go(last ? null : step + 1), [go, last, step]);
  useEffect(() => {
    if (!done || last) return;
    const timer = setTimeout(next, 900);
    return () => clearTimeout(timer);
  }, [done, last, next]);
  if (!current) return null;
  return (
    <aside className="tour" role="dialog" aria-label="导览">
      <div className="tour-steps" aria-hidden>
        {TOUR_STEPS.map((entry, index) => (
          <span
            key={entry.title}
            className={
              index < step || (index === step && done)
                ? "tour-dot tour-done"
                : index === step
                  ? "tour-dot tour-now"
                  : "tour-dot"
            }
          />
        ))}
      </div>
      <strong>
        {step + 1}/{TOUR_STEPS.length} {current.title}
      </strong>
      <p>{current.text}</p>
      <div className="tour-buttons">
        <Button type="text" onClick={() => go(null)}>
          结束导览
        </Button>
        <span className="grow" />
        {step > 0 ? <Button onClick={() => go(step - 1)}>上一步</Button> : null}
        <Button type="primary" onClick={next}>
          {last ? "完成" : done ? "继续" : "下一步"}
        </Button>
      </div>
    </aside>
  );
}

/** Marks what the step is about, wherever it stands now. */
function useHighlight(target: string | null): void {
  useEffect(() => {
    if (!target) return;
    const mark = (): void => {
      for (const element of document.querySelectorAll(".tour-target"))
        if (element.getAttribute("data-tour") !== target) element.classList.remove("tour-target");
      document.querySelector(`[data-tour="${target}"]`)?.classList.add("tour-target");
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      for (const element of document.querySelectorAll(".tour-target")) element.classList.remove("tour-target");
    };
  }, [target]);
}

/** Reads off the sandbox whether the step's wish has come true. */
function useDone(step: number): boolean {
  const { customers } = useDirectory();
  const { member } = useSelection();
  const present = customers.some((row) => row.externalUserid === TOUR_CUSTOMER.externalUserid);
  const chat = useLive<{ messages: ChatMessage[] }>(
    present && member && (step === 1 || step === 2)
      ? `/chats?userid=${encodeURIComponent(member)}&peer=${TOUR_CUSTOMER.externalUserid}`
      : null,
  );
  const { entries } = useJournal();
  const desk = useLive<Desk>(step === 4 && member ? `/members/${encodeURIComponent(member)}/desk` : null);
  const messages = chat.data?.messages ?? [];
  const asked = messages.findLastIndex((row) => row.from === TOUR_CUSTOMER.externalUserid);
  switch (step) {
    case 0:
      return present;
    case 1:
      return asked >= 0;
    case 2:
      return asked >= 0 && messages.slice(asked + 1).some((row) => row.from !== TOUR_CUSTOMER.externalUserid);
    case 3:
      return entries.some(
        (row) =>
          row.kind === "api" &&
          row.path?.endsWith("/mark_tag") &&
          row.errcode === 0 &&
          row.body?.external_userid === TOUR_CUSTOMER.externalUserid,
      );
    default:
      return (desk.data?.tasks ?? []).some((task) =>
        task.recipients.some((row) => row.id === TOUR_CUSTOMER.externalUserid && row.status === 1),
      );
  }
}
