import type { Outcome } from '../outcome/outcome.js';
import { outcomeOfCode } from './failure-codes.js';

/** Thrown when an address may not be contacted. */
export class BlockedAddress extends Error {
  override readonly name = 'BlockedAddress';
}

/** Thrown when the response was not complete at the deadline of the attempt. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
}

/** Thrown when the endpoint answered with something that is not a valid or a bounded response. */
export class BadResponse extends Error {
  override readonly name = 'BadResponse';
}

/** Thrown when a host name has no address. */
export class NameNotResolved extends Error {
  override readonly name = 'NameNotResolved';
  /** @param code the code of the resolver, such as `ENOTFOUND` */
  constructor(readonly code: string) {
    super(`the name was not resolved: ${code}`);
  }
}

/** Thrown when too many names were being resolved, so that this one was not asked for in time. It says nothing about the endpoint. */
export class LookupNotStarted extends Error {
  override readonly name = 'LookupNotStarted';
}

/** Thrown when no connection was open in time. Nothing was sent. */
export class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout';
}

/** How a request without a complete response ended, and a short reason. */
export interface Failure {
  outcome: Outcome;
  detail: string;
}

/** The name of undici's error for a response that is not HTTP; its code is not always set. */
const NO_HTTP = 'HTTPParserError';

/** undici's messages for a status that it does not accept: 100 or 101, for which no request of ours asks. */
const BAD_STATUS = new Set(['bad response', 'bad upgrade']);

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}

/** The outcome of a request without a complete response, and a short reason of the failure. */
export function failureOf(error: Error): Failure {
  if (error instanceof BlockedAddress) return { outcome: 'blocked', detail: error.message };
  if (error instanceof AttemptTimeout) return { outcome: 'endpoint_timeout', detail: error.message };
  if (error instanceof ConnectTimeout) return { outcome: 'connection', detail: error.message };
  if (error instanceof BadResponse) return { outcome: 'endpoint_error', detail: error.message };
  const code = codeOf(error);
  const outcome = outcomeOfCode(code);
  // A code that DNS shares with sockets: the server of the name refused, not the endpoint.
  if (error instanceof NameNotResolved)
    return { outcome: outcome === 'internal_error' ? outcome : 'dns', detail: code };
  if (code === 'UND_ERR_SOCKET' && BAD_STATUS.has(error.message))
    return {
      outcome: 'endpoint_error',
      detail: 'the response has status 100 or 101, which was not asked for',
    };
  if (outcome !== 'internal_error') return { outcome, detail: code };
  // When a host has several addresses, Node puts one error for each address into an AggregateError.
  if (error instanceof AggregateError) {
    const [first]: unknown[] = error.errors;
    if (first instanceof Error) return failureOf(first);
  }
  if (error.name === NO_HTTP)
    return { outcome: 'endpoint_error', detail: code || 'the response is not HTTP' };
  return { outcome, detail: code || error.name };
}
