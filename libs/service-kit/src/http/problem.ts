/** One field that is wrong, by its path in the request (`fields[0].name`). */
export interface FieldError {
  field: string;
  message: string;
}

/** The body of an error answer, as RFC 9457 defines it. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: FieldError[];
  request_id?: string;
}

/** An error that is shown to the caller: HTTP status, stable code, and what to do next. Holds no detail of the implementation. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors?: readonly FieldError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  body(requestId?: string): ProblemBody {
    return {
      type: `urn:flowforge:problem:${this.code}`,
      title: TITLES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(this.errors ? { errors: [...this.errors] } : {}),
      ...(requestId ? { request_id: requestId } : {}),
    };
  }
}

/** Titles of the statuses in use. */
export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** 404: the resource does not exist, or belongs to another workspace. The answer is the same for both. */
export function notFound(what: string): Problem {
  return new Problem(
    404,
    `${what.replaceAll(' ', '_')}_not_found`,
    `There is no such ${what} in this workspace.`,
  );
}

/** What an answer calls the parts of a request: fields of its body, or parameters of its query. */
export type RequestPart = 'field' | 'parameter';

/** 422: the values of these fields or parameters are not valid. */
export function invalid(errors: readonly FieldError[], part: RequestPart = 'field'): Problem {
  const named = errors.map((error) => error.field).join(', ');
  return new Problem(422, 'invalid_request', `These ${part}s have a wrong value: ${named}.`, errors);
}

/** 400: the request has no fields or parameters of these names. @param more number of further ones, which are not named */
export function unknownFields(names: readonly string[], part: RequestPart = 'field', more = 0): Problem {
  const others = more > 0 ? ` and ${more} more` : '';
  return new Problem(
    400,
    'unknown_field',
    `This request has no ${part} called ${names.join(', ')}${others}.`,
    names.map((field) => ({ field, message: `is not a ${part} of this request` })),
  );
}

/** 409: the request does not fit the present state. `code` is stable, and `detail` says what to do. */
export function conflict(code: string, detail: string): Problem {
  return new Problem(409, code, detail);
}

/** 503: the caller may try again after `retryAfterSeconds`. */
export function unavailable(code: string, detail: string, retryAfterSeconds = 1): Problem {
  return new Problem(503, code, detail, undefined, { 'retry-after': String(retryAfterSeconds) });
}
