import { Type } from 'typebox';

/**
 * A point in time in messages between services: RFC 3339, UTC, always six fraction digits, `2026-11-22T14:54:32.123456Z`. The
 * fixed width makes the order of the strings the order in time. The years are 1970 to 2199, so that the microseconds since 1970
 * are a safe integer.
 */
export type Instant = string;

const INSTANT =
  /^(?:19[7-9]\d|2[01]\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

const LAST_MICROS = Date.UTC(2200, 0) * 1000 - 1;

/** True for an `Instant` that exists in the calendar (no 30 February, no leap second). */
export function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && INSTANT.test(value) && isCalendarDay(value.slice(0, 10));
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** True for a day that exists, such as `2024-02-29`. `Date` does not report an error: it changes 2026-02-30 into March 2. */
export function isCalendarDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const day = Number(text.slice(8));
  return day <= 28 || day <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

const RFC_3339_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads a time of the HTTP API: RFC 3339 with a time zone, `2026-11-22T14:54:32+01:00`. Digits below a millisecond are dropped.
 * Undefined for another form, and for a day or an hour that does not exist (30 February, 24:00, a leap second).
 */
export function parseTime(text: string): Date | undefined {
  if (!isCalendarDay(text.slice(0, 10)) || text[10] !== 'T' || !RFC_3339_TIME.test(text.slice(11)))
    return undefined;
  return new Date(text);
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
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
