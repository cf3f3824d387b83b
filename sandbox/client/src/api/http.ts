/** An answer of the sandbox that is not what was asked for; `code` can be copied into a report. */
export class SandboxError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new SandboxError("sandbox.unreachable", "连不上沙盒服务");
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const refusal = answer as { error?: { code?: string; message?: string } } | null;
  throw new SandboxError(
    refusal?.error?.code ?? `http.${response.status}`,
    refusal?.error?.message ?? "沙盒没有接受这个操作",
  );
}

export const get = <T>(path: string): Promise<T> => call<T>("GET", path);
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>("PUT", path, body);
export const post = <T>(path: string, body: unknown): Promise<T> => call<T>("POST", path, body);
export const remove = <T>(path: string): Promise<T> => call<T>("DELETE", path);

/** What a person does in a client, on a phone or in the admin console. */
export const act = <T = Record<string, unknown>>(type: string, fields: Record<string, unknown>): Promise<T> =>
  post<T>("/actions", { type, ...fields });
