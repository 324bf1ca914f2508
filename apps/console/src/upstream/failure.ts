import type { ServiceName } from '@flowforge/contracts/words';
import { Problem, unavailable } from '@flowforge/service-kit/http/problem';

/** Codes of errors while connecting. Nothing of the request has been sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether the request may be sent to another replica: it was not sent yet, or it is a read, which may be repeated. */
export function mayTryAnother(error: unknown, isRead: boolean): boolean {
  const code = codeOf(error);
  if (NOT_SENT.has(code)) return true;
  const connectionLost = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
  return connectionLost && isRead;
}

/** The answer for the client when no replica answered. */
export function problemFor(error: unknown, service: ServiceName): Problem {
  if (error instanceof Problem) return error;
  const code = codeOf(error);
  if (NOT_SENT.has(code)) {
    return unavailable(
      `${service}_unavailable`,
      `The ${service} service cannot be reached. Send the request again.`,
    );
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'ABORT_ERR' || code === 'UND_ERR_ABORTED') {
    return new Problem(504, 'upstream_timeout', `The ${service} service did not answer in time.`);
  }
  return new Problem(
    502,
    'upstream_failed',
    `The connection to the ${service} service was lost. The request may or may not have been executed. Send it again with the same Idempotency-Key.`,
  );
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
