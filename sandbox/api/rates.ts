import type { World } from "../world/world";
import { WecomFault } from "./fault";

const TOO_OFTEN = 45009;
const DEBUG_CALLS = 5;
const TOO_MANY_AT_ONCE = 45033;

interface Sizes {
  perMinute?: number;
  perHour?: number;
}

/** APIs with limits of their own (messaging §8.1, archive §8). */
const OWN_LIMITS: Record<string, Sizes> = {
  "/cgi-bin/get_jsapi_ticket": { perHour: 400 },
  "/cgi-bin/ticket/get": { perHour: 400 },
  "/cgi-bin/msgaudit/get_permit_user_list": { perMinute: 1000 },
  "/cgi-bin/msgaudit/check_single_agree": { perMinute: 2500 },
  "/cgi-bin/msgaudit/check_room_agree": { perMinute: 1500 },
  "/cgi-bin/msgaudit/groupchat/get": { perMinute: 2000 },
};

interface Window {
  startedAt: number;
  calls: number;
}

/** Counts calls of one API for the company; a block lasts as long as the window that was exceeded. */
export class Rates {
  private windows = new Map<string, { minute: Window; hour: Window }>();
  private running = new Map<string, number>();
  private wrongSecrets: Window = { startedAt: 0, calls: 0 };
  private debug: Window = { startedAt: 0, calls: 0 };

  constructor(private readonly world: World) {}

  clear(): void {
    this.windows.clear();
    this.wrongSecrets = { startedAt: 0, calls: 0 };
    this.debug = { startedAt: 0, calls: 0 };
  }

  count(path: string): void {
    const { limits, blockedUntil } = this.world.state;
    const now = this.world.now();
    if ((blockedUntil[path] ?? 0) > now) throw new WecomFault(TOO_OFTEN);
    const window = this.windows.get(path) ?? { minute: fresh(now), hour: fresh(now) };
    this.windows.set(path, window);
    const { perMinute = Infinity, perHour = Infinity } = OWN_LIMITS[path] ?? {};
    if (exceeds(window.minute, now, 60, Math.min(perMinute, limits.callsPerMinute))) this.block(path, now + 60);
    if (exceeds(window.hour, now, 3600, Math.min(perHour, limits.callsPerHour))) this.block(path, now + 3600);
  }

  /** Debug mode is for a person who tries something out. */
  countDebug(): void {
    if (exceeds(this.debug, this.world.now(), 60, DEBUG_CALLS)) throw new WecomFault(TOO_OFTEN);
  }

  countWrongSecret(): void {
    const now = this.world.now();
    if (exceeds(this.wrongSecrets, now, 3600, this.world.state.limits.wrongSecretsPerHour)) {
      this.block("/cgi-bin/gettoken", now + 3600);
    }
  }

  /** Holds a place while the call runs. */
  enter(path: string): () => void {
    const limit = this.world.state.limits.concurrentCalls;
    const running = this.running.get(path) ?? 0;
    if (limit > 0 && running >= limit) throw new WecomFault(TOO_MANY_AT_ONCE);
    this.running.set(path, running + 1);
    return () => this.running.set(path, (this.running.get(path) ?? 1) - 1);
  }

  private block(path: string, until: number): never {
    this.world.state.blockedUntil[path] = until;
    throw new WecomFault(TOO_OFTEN);
  }
}

const fresh = (now: number): Window => ({ startedAt: now, calls: 0 });

function exceeds(window: Window, now: number, seconds: number, limit: number): boolean {
  if (now - window.startedAt >= seconds || now < window.startedAt) Object.assign(window, fresh(now));
  window.calls++;
  return window.calls > limit;
}
