/** The collector did not accept a request. The message has the reason, without texts of the collector. */
export class ExportFailed extends Error {
  readonly messageIsLoggable = true;
}

/** What the exporter's errors without a code mean. */
const MEANINGS: Readonly<Record<string, string>> = {
  'Request timed out': 'the collector did not answer in time',
  'Export failed with retryable status': 'the collector answered 429, 502, 503 or 504 until the deadline',
  'Concurrent export limit reached': 'earlier requests to the collector have not ended',
};

/** A code of Node, such as `ECONNREFUSED`. */
const NETWORK_CODE = /^[A-Z_]{1,40}$/;

/** The exporter's error with a reason. Its own message is left out: it may be a text of the collector. */
export function exportFailed(error: unknown): ExportFailed {
  return new ExportFailed(reasonOf(error), { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'number') return `the collector answered with the status ${code}`;
  if (typeof code === 'string' && NETWORK_CODE.test(code)) return `the request failed with ${code}`;
  return MEANINGS[error.message] ?? 'the request failed';
}
