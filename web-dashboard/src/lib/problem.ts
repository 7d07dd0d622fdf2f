/** Errors of the API as exceptions (RFC 9457 `application/problem+json`). */

export interface FieldError {
  pointer?: string | null;
  parameter?: string | null;
  detail: string;
  type: string;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string | null;
  request_id?: string;
  errors?: FieldError[] | null;
}

/** What the API answered instead of what was asked for. `kind` is the last part of the problem's type. */
export class ApiError extends Error {
  readonly kind: string;
  readonly status: number;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail ?? body.title);
    this.name = "ApiError";
    this.body = body;
    this.status = body.status;
    this.kind = body.type.split("/").at(-1) ?? body.type;
  }

  /** Messages by field, for forms: `/settings/url` → `settings.url`. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const error of this.body.errors ?? []) {
      const place = (error.pointer ?? error.parameter ?? "").replace(/^#?\//, "").replaceAll("/", ".");
      if (place) found[place] ??= error.detail;
    }
    return found;
  }
}

/** The network failed: nothing was answered at all. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("unreachable", { cause });
    this.name = "Unreachable";
  }
}

/** The fields of any error, for forms. */
export function fieldErrors(error: unknown): Record<string, string> {
  return error instanceof ApiError ? error.fields : {};
}

/** From an answer that is no success. */
export async function problemOf(response: Response): Promise<ApiError> {
  try {
    const body = (await response.clone().json()) as ProblemBody;
    if (typeof body.type === "string") return new ApiError(body);
  } catch {
    // No JSON: a proxy's page, or nothing.
  }
  return new ApiError({ type: `/problems/http-${response.status}`, title: response.statusText || String(response.status), status: response.status });
}
