import { ArchiveHost, type ArchiveHostOptions } from "./archive-host";
import { ArchiveHostLostError, ArchiveHostUnusableError } from "./archive-host.errors";
import { openProbeProxy } from "./probe-proxy";

export type TlsProbeOutcome = "survives" | "dies" | "hangs" | "unusable" | "unexpected";

export interface TlsProbe {
  ok: boolean;
  outcome: TlsProbeOutcome;
  /** The library's return code, when it gave one. */
  code: number | null;
  /** Whether the library really began a TLS handshake with our listener; the stand-in never does. */
  handshakeSeen: boolean;
  /** For the operator, in Chinese. */
  words: string;
}

const PROBE_TIMEOUT_SECONDS = 5;

/**
 * Whether this library survives a TLS connection inside the host: a local CONNECT proxy leads it to a listener with a
 * certificate nobody trusts. It must come back with a code (10001, 10011). An offline smoke test does not show this.
 */
export async function probeTls(options: Omit<ArchiveHostOptions, "proxy" | "timeoutSeconds">): Promise<TlsProbe> {
  const proxy = await openProbeProxy();
  const host = new ArchiveHost({
    ...options,
    proxy: `http://127.0.0.1:${proxy.port}`,
    timeoutSeconds: PROBE_TIMEOUT_SECONDS,
  });
  try {
    const { code } = await host.chat(0n, 1);
    const expected = code === 10001 || code === 10011;
    const words = expected
      ? `会话存档组件可以建立加密连接（返回码 ${code}，符合预期）`
      : `会话存档组件返回了意料之外的返回码 ${code}，请确认组件来自企业微信官网`;
    return {
      ok: expected,
      outcome: expected ? "survives" : "unexpected",
      code,
      handshakeSeen: proxy.handshakes() > 0,
      words,
    };
  } catch (error) {
    return { ok: false, code: null, handshakeSeen: proxy.handshakes() > 0, ...describe(error) };
  } finally {
    await host.close();
    await proxy.close();
  }
}

function describe(error: unknown): { outcome: TlsProbeOutcome; words: string } {
  if (error instanceof ArchiveHostUnusableError) {
    return { outcome: "unusable", words: `会话存档组件无法启动：${String(error.message)}` };
  }
  if (!(error instanceof ArchiveHostLostError)) throw error;
  return error.details?.how === "deadline"
    ? { outcome: "hangs", words: "会话存档组件在建立加密连接时没有响应，请更换组件版本" }
    : { outcome: "dies", words: "会话存档组件在建立加密连接时异常退出，这个版本不能在本机使用，请更换组件版本" };
}
