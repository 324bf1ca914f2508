import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.js';

/** A target with scheme and host (absolute form, RFC 9112 §3.2.2), without a user. */
const ABSOLUTE = /^https?:\/\/((?:[\w.-]+|\[[\da-f:.]+\])(?::\d*)?)([/?].*)?$/i;

/**
 * The path and query of a request. A target with scheme and host is accepted like its path alone; its host then replaces the
 * `Host` header, which the server must ignore. Changes `request.headers`.
 */
export function pathOfTarget(request: IncomingMessage): string {
  const target = request.url ?? '';
  const absolute = ABSOLUTE.exec(target);
  if (absolute === null) return target;
  request.headers.host = absolute[1];
  const path = absolute[2] ?? '/';
  return path.startsWith('/') ? path : `/${path}`;
}

/** @throws Problem 400 for a target with the scheme http or https that `pathOfTarget` could not read */
export function requireReadableTarget({ url }: IncomingMessage): void {
  if (!/^https?:/i.test(url ?? '')) return;
  throw new Problem(400, 'malformed_url', 'The address of the request has no valid host.');
}
