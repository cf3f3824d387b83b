/** An answer that was not what we asked for. `code` is what a person copies when asking for help. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: Record<string, unknown>,
  ) {
    super(message);
  }
}

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

type Query = Record<string, string | number | undefined | null>;

/** Every call of one surface (`/console/api` or `/sidebar/api`). A lost session leads to the sign-in and back. */
export function createApi(prefix: string) {
  async function call<T>(
    method: string,
    path: string,
    options: { query?: Query; body?: unknown; file?: Blob; signal?: AbortSignal } = {},
  ): Promise<T> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined && value !== null && value !== "") query.set(key, String(value));
    }
    const search = query.size > 0 ? `?${query}` : "";
    let response: Response;
    try {
      response = await fetch(`${prefix}${path}${search}`, {
        method,
        headers: {
          accept: "application/json",
          ...(options.body !== undefined && { "content-type": "application/json" }),
          ...(options.file && { "content-type": "application/octet-stream" }),
        },
        ...(options.file && { body: options.file }),
        ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
        ...(options.signal && { signal: options.signal }),
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new ApiError(0, "network.unreachable", "unreachable");
    }
    if (response.status === 401) {
      location.assign(`/auth/login?to=${encodeURIComponent(location.pathname + location.search)}`);
      throw new ApiError(401, "auth.not_signed_in", "sign in");
    }
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw errorOf(response.status, answer);
    return answer as T;
  }
  return {
    get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
      call<T>("GET", path, { ...(query && { query }), ...(signal && { signal }) }),
    post: <T>(path: string, body: unknown = {}) => call<T>("POST", path, { body }),
    /** The body is the file itself. */
    upload: <T>(path: string, file: File) => call<T>("POST", path, { file, query: { name: file.name } }),
    put: <T>(path: string, body: unknown) => call<T>("PUT", path, { body }),
    delete: <T>(path: string) => call<T>("DELETE", path),
  };
}

function errorOf(status: number, answer: unknown): ApiError {
  const error = (answer as { error?: { code?: string; message?: string; details?: Record<string, unknown> } } | null)
    ?.error;
  return new ApiError(status, error?.code ?? "internal", error?.message ?? "", error?.details);
}
