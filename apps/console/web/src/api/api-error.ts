/** A request that failed: what the API answered (`application/problem+json`), or that no answer came. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The stable code of the problem; `unreachable` when no answer came. */
  readonly code: string;
  /** What is wrong with each wrong value of the request, by its path such as `allowed_origins[0]`. */
  readonly fieldErrors: Readonly<Record<string, string[]>>;
  readonly requestId: string | undefined;

  constructor(status: number, problem: unknown) {
    const { detail, code, errors, request_id } = readProblem(problem);
    super(detail ?? 'The answer could not be read.');
    this.status = status;
    this.code = code ?? 'unreadable_answer';
    this.requestId = request_id;
    this.fieldErrors = groupByField(errors ?? []);
  }
}

/** The error of a request without an answer. */
export function unreachable(): ApiError {
  return new ApiError(0, { code: 'unreachable', detail: 'Flowforge could not be reached.' });
}

/** What to do about an error, in a sentence. */
export function whatToDo(error: unknown): string {
  if (!(error instanceof ApiError))
    return 'Reload the page. If it happens again, tell whoever runs this installation.';
  if (error.status === 0) return 'Check your connection, then try again.';
  if (error.status === 403) return 'Your role does not allow this. Ask an owner of the workspace.';
  if (error.status === 404) return 'It may have been deleted, or the address is not right.';
  if (error.status === 412)
    return 'Somebody else has changed it in the meantime. Reload, then make your change again.';
  if (error.status === 429) return 'There were too many requests. Wait a minute, then try again.';
  if (error.status >= 500)
    return 'A part of Flowforge does not answer at the moment. Nothing is lost. Try again in a minute.';
  return error.message;
}

/** An error where there is no form: what the server said, with each wrong value, or what to do. */
export function messageOf(error: Error | null): string | undefined {
  const wrong = Object.entries(fieldErrorsOf(error));
  if (wrong.length > 0) return wrong.map(([path, messages]) => `${path}: ${messages.join(' ')}`).join(' ');
  return formMessageOf(error);
}

/** The error of a form that belongs to none of its fields: what the server said, or what to do. */
export function formMessageOf(error: Error | null): string | undefined {
  if (error === null || Object.keys(fieldErrorsOf(error)).length > 0) return undefined;
  return error instanceof ApiError && error.status >= 400 && error.status < 500
    ? error.message
    : whatToDo(error);
}

const NONE: ApiError['fieldErrors'] = {};

/** The messages of a form about its values, by path. The same object for the same error. */
export function fieldErrorsOf(error: Error | null): ApiError['fieldErrors'] {
  return error instanceof ApiError ? error.fieldErrors : NONE;
}

interface Problem {
  detail?: string;
  code?: string;
  request_id?: string;
  errors?: { field: string; message: string }[];
}

function readProblem(problem: unknown): Problem {
  return typeof problem === 'object' && problem !== null ? problem : {};
}

function groupByField(errors: { field: string; message: string }[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const { field, message } of errors) (groups[field] ??= []).push(sentence(message));
  return groups;
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
