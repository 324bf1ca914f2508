import { Type } from 'typebox';

/**
 * A point in time as messages between services carry it: RFC 3339, UTC, always six fraction digits,
 * `2026-11-22T14:54:32.123456Z`. The width is fixed, so that the order of the strings is the order in time.
 * Years 1970 to 2199, so that its microseconds are a non-negative safe integer.
 */
export type Instant = string;

const INSTANT =
  /^(?:19[7-9]\d|2[01]\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

const LAST_MICROS = Date.UTC(2200, 0) * 1000 - 1;

/** True for an `Instant` that exists in the calendar (no 30 February, no leap second). */
export function isInstant(value: unknown): value is Instant {
  if (typeof value !== 'string' || !INSTANT.test(value)) return false;
  const day = Number(value.slice(8, 10));
  return day <= 28 || day <= daysInMonth(Number(value.slice(0, 4)), Number(value.slice(5, 7)));
}

/** Schema of an `Instant`. */
export const InstantSchema = Type.Refine(
  Type.String(),
  isInstant,
  () => 'must be an instant in microseconds',
);

/** Microseconds since the Unix epoch. */
export function toMicros(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`) * 1000 + Number(instant.slice(23, 26));
}

/** The instant of a whole number of microseconds since the Unix epoch. Throws RangeError outside 1970 to 2199. */
export function fromMicros(micros: number): Instant {
  if (!Number.isInteger(micros) || micros < 0 || micros > LAST_MICROS) {
    throw new RangeError(`not an instant in microseconds: ${micros}`);
  }
  const rest = micros % 1000;
  const milliseconds = new Date((micros - rest) / 1000).toISOString();
  return `${milliseconds.slice(0, 23)}${String(rest).padStart(3, '0')}Z`;
}

/** The form of the HTTP API and of `2026-05` bodies, `2026-11-22T14:54:32.123Z`. Truncates, never rounds up. */
export function toApiTime(instant: Instant): string {
  return `${instant.slice(0, 23)}Z`;
}

/** The form of `2024-04` bodies, `2026-11-22 14:54:32` in UTC. Truncates, never rounds up. */
export function toGuideTime(instant: Instant): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
