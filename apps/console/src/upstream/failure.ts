import type { ServiceName } from '@flowforge/contracts/words';
import { Problem, unavailable } from '@flowforge/service-kit/http/problem';

/** Errors raised while connecting: not a byte of the request has been sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether the request may go to another replica: it was never sent, or reading it twice changes nothing. */
export function mayTryAnother(error: unknown, method: string): boolean {
  const code = codeOf(error);
  if (NOT_SENT.has(code)) return true;
  const brokeOff = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
  return brokeOff && (method === 'GET' || method === 'HEAD');
}

/** What the client is told when no replica answered. */
export function problemFor(error: unknown, service: ServiceName): Problem {
  if (error instanceof Problem) return error;
  const code = codeOf(error);
  if (NOT_SENT.has(code)) {
    return unavailable(`${service}_unavailable`, `The ${service} service is not there; try again.`);
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'ABORT_ERR' || code === 'UND_ERR_ABORTED') {
    return new Problem(504, 'upstream_timeout', `The ${service} service did not answer in time.`);
  }
  return new Problem(
    502,
    'upstream_failed',
    `The ${service} service broke off; whether it did what was asked is not known. Repeat it with the same Idempotency-Key.`,
  );
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
