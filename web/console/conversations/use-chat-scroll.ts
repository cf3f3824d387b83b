import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

const NEAR_END_PX = 80;

interface Place {
  /** Ids of the messages shown, oldest first. */
  ids: string[];
  /** A message to bring into view. */
  anchor: string | undefined;
  /** Changes when a place is asked for again. */
  asked: unknown;
  /** A day was asked for: its start belongs at the top. */
  fromTop: boolean;
}

/** As chats scroll: the end stays in view when something new comes, the reader's place when something old is loaded. */
export function useChatScroll(scroller: RefObject<HTMLDivElement | null>, { ids, anchor, asked, fromTop }: Place) {
  const atEnd = useRef(true);
  const before = useRef({ first: "", height: 0, top: 0 });
  const loaded = ids.length > 0;
  const first = ids[0] ?? "";
  const last = ids.at(-1);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const note = () => {
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
      before.current.top = box.scrollTop;
    };
    box.addEventListener("scroll", note, { passive: true });
    return () => box.removeEventListener("scroll", note);
  }, [scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place asked for, not for every new message
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || !loaded) return;
    const target = anchor ? box.querySelector(`[data-message="${anchor}"]`) : null;
    // Not scrollIntoView: it would move the page as well.
    if (target) box.scrollTop += middleOf(target) - middleOf(box);
    else box.scrollTop = fromTop ? 0 : box.scrollHeight;
    before.current = { first, height: box.scrollHeight, top: box.scrollTop };
  }, [scroller, loaded, anchor, asked, fromTop]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || !last) return;
    const older = before.current.first !== "" && before.current.first !== first;
    if (older) box.scrollTop = before.current.top + box.scrollHeight - before.current.height;
    else if (atEnd.current && !anchor && !fromTop) box.scrollTop = box.scrollHeight;
    before.current = { first, height: box.scrollHeight, top: box.scrollTop };
  }, [scroller, first, last, anchor, fromTop]);
}

function middleOf(element: Element): number {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}
