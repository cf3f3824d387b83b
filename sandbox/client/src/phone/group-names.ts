import { useEffect, useState } from "react";
import { get, SandboxError } from "../api/http";
import type { Desk, PhoneMessage } from "../api/types";

const names = new Map<string, string>();
const asked = new Set<string>();

/** A phone knows its groups by id only; members who wrote in them know their names. Each group is looked up once. */
export function useGroupNames(
  messages: PhoneMessage[],
  isMember: (id: string) => boolean,
): ReadonlyMap<string, string> {
  const [, setCount] = useState(0);
  useEffect(() => {
    for (const { chatId, from } of messages) {
      if (!chatId || names.has(chatId) || !isMember(from) || asked.has(`${from} ${chatId}`)) continue;
      asked.add(`${from} ${chatId}`);
      get<Desk>(`/members/${encodeURIComponent(from)}/desk`).then(
        ({ groups }) => {
          for (const group of groups) names.set(group.chatId, group.name);
          setCount((count) => count + 1);
        },
        (error: unknown) => {
          if (!(error instanceof SandboxError)) throw error;
        },
      );
    }
  }, [messages, isMember]);
  return names;
}
