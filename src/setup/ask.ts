import type { App } from "../app";
import { getAgent, listFollowUsers, type WecomAgent, WecomError, WecomUnreachableError } from "../wecom";

export type Refusal = WecomError | WecomUnreachableError;
export type Asked<T> = { value: T; refusal?: undefined } | { value?: undefined; refusal: Refusal };

/** What several checks ask WeCom: each question goes out once in one look around, however many want the answer. */
export interface Questions {
  agent(): Promise<Asked<WecomAgent>>;
  followUsers(): Promise<Asked<string[]>>;
}

export function askWecom(app: App): Questions {
  return {
    agent: once(() => getAgent(app.wecom)),
    followUsers: once(() => listFollowUsers(app.wecom)),
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<Asked<T>> {
  let answer: Promise<Asked<T>> | undefined;
  return () => {
    answer ??= refusable(ask);
    return answer;
  };
}

/** A refusal is an answer here; anything else is a fault of ours. */
export async function refusable<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof WecomError || error instanceof WecomUnreachableError) return { refusal: error };
    throw error;
  }
}

/** The address of ours that WeCom saw; it says so in no other place. */
export function seenIp(error: WecomError): string | undefined {
  return /from ip: ([0-9a-fA-F.:]{2,45})/.exec(error.errmsg)?.[1];
}
