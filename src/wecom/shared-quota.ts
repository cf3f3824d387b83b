import type { Redis } from "ioredis";
import { redisAnswers } from "./redis-lock";

interface Window {
  sizeMs: number;
  calls: number;
}

/** Per company and API. @see https://developer.work.weixin.qq.com/document/path/90312 */
export const QUOTA: readonly Window[] = [
  { sizeMs: 60_000, calls: 10_000 },
  { sizeMs: 3_600_000, calls: 150_000 },
];
/** WeCom counts calls as they arrive, and its windows need not begin when ours do. */
const MARGIN = 0.95;
const KEEP_MS = 2 * 3_600_000;

/**
 * One round trip: the pause that another process met, else the wait until a call fits every window, else the call is
 * counted. A window's past is weighed by how much of it still lies within the last `size` milliseconds.
 */
const TAKE = `
local now = tonumber(ARGV[1])
local pause = redis.call('hmget', KEYS[1], 'paused', 'by')
if pause[1] and tonumber(pause[1]) > now then return {tonumber(pause[1]) - now, tonumber(pause[2])} end
local counted = {}
for i = 3, #ARGV, 2 do
  local size, limit = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local row = redis.call('hmget', KEYS[1], 'w' .. size, 'c' .. size, 'p' .. size)
  local number = math.floor(now / size)
  local count, past = tonumber(row[2] or 0), tonumber(row[3] or 0)
  if tonumber(row[1] or -1) ~= number then
    past = tonumber(row[1] or -1) == number - 1 and count or 0
    count = 0
  end
  local left = size - now % size
  if count + past * left / size + 1 > limit then
    local wait = left
    if count + 1 <= limit then wait = math.max(1, left - (limit - 1 - count) / past * size) end
    return {math.ceil(wait), 45009}
  end
  counted[#counted + 1] = {'w' .. size, number, 'c' .. size, count + 1, 'p' .. size, past}
end
for _, fields in ipairs(counted) do redis.call('hset', KEYS[1], unpack(fields)) end
redis.call('pexpire', KEYS[1], ARGV[2])
return {0, 0}`;

const PAUSE = `
redis.call('hset', KEYS[1], 'paused', ARGV[1], 'by', ARGV[2])
redis.call('pexpire', KEYS[1], ARGV[3])`;

/** What all processes together have asked of one API. Redis away: WeCom's own limits are all there is. */
export class SharedQuota {
  constructor(
    readonly redis: Redis,
    readonly key: string,
    readonly windows: readonly Window[] = QUOTA,
  ) {}

  /** @returns 0 when the call is counted and may be made, else how long to stay away and the errcode that says why. */
  async take(nowMs: number): Promise<{ waitMs: number; errcode: number }> {
    if (!redisAnswers(this.redis)) return { waitMs: 0, errcode: 0 };
    const limits = this.windows.flatMap(({ sizeMs, calls }) => [sizeMs, Math.max(1, Math.floor(calls * MARGIN))]);
    try {
      const answer = (await this.redis.eval(TAKE, 1, this.key, nowMs, KEEP_MS, ...limits)) as [number, number];
      return { waitMs: answer[0], errcode: answer[1] };
    } catch {
      return { waitMs: 0, errcode: 0 }; // Redis went away; the pace of this process alone still holds.
    }
  }

  /** WeCom told one process to stay away: so do all. */
  async pause(untilMs: number, errcode: number): Promise<void> {
    if (!redisAnswers(this.redis)) return;
    await this.redis.eval(PAUSE, 1, this.key, untilMs, errcode, KEEP_MS).catch(() => undefined);
  }
}
