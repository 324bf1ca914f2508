import type { KeyRing } from './key-ring.js';

/**
 * Authorization of an HTTP request between two services that share a key ring: `<Unix seconds>.<proof>`. It is valid for the path of the
 * request, for a minute before and after its time.
 */
const PURPOSE = 'service-request';
const VALID_SECONDS = 60;

/** The value of the header `authorization` for a request. `nowMs` is in Unix milliseconds. */
export function authorizeServiceRequest(ring: KeyRing, path: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  return `Service ${seconds}.${ring.sign(`${seconds} ${path}`, PURPOSE)}`;
}

/** Whether a header `authorization` is valid for a request now. */
export function isServiceRequest(
  ring: KeyRing,
  path: string,
  authorization: string | undefined,
  nowMs: number,
): boolean {
  const match = /^Service (\d{1,12})\.([\w.-]{1,200})$/.exec(authorization ?? '');
  const seconds = Number(match?.[1]);
  if (!match?.[2] || Math.abs(nowMs / 1_000 - seconds) > VALID_SECONDS) return false;
  return ring.verify(`${seconds} ${path}`, PURPOSE, match[2]);
}
