/** Steps from one second on: from this many seconds, in this unit. */
const STEPS: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [365 * 86_400, 'year'],
  [30 * 86_400, 'month'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** A unit that lacks less than this part counts as whole. */
const ALMOST = 0.02;

const SHORT = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

/** The distance of a time from now: `3 min. ago` as “3 min ago”, `in 40 sec.` as “in 40 s”. Both in milliseconds. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.trunc((at - now) / 1_000);
  if (Math.abs(seconds) < 2) return 'just now';
  for (const [size, unit] of STEPS) {
    // What is to come is rounded: a link that is valid for a day is not “in 23 h” after a second.
    const value = seconds > 0 ? Math.round(seconds / size) : Math.trunc(seconds / size);
    if (seconds > 0 ? seconds >= size * (1 - ALMOST) : -seconds >= size)
      return shorten(SHORT.format(value, unit));
  }
  return 'just now';
}

/** A span of time in the largest two units: “2 d 4 h”, “40 s”. In milliseconds. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trimZero(ms / 1_000)} s`;
  const minutes = Math.floor(ms / 60_000);
  const parts: [number, string][] = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
    [Math.floor(ms / 1_000) % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

/** A time in the reader's zone: “26 Nov 2026, 18:04:05 GMT+1”. */
export function localTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** The clock time of a time in the reader's zone: “18:04:05” today, else “25 Nov, 18:04:05”. Both in milliseconds. */
export function clockTime(at: number, now: number): string {
  const date = DATE.format(at);
  return date === DATE.format(now) ? CLOCK.format(at) : `${date}, ${CLOCK.format(at)}`;
}

/** A time in UTC: “2026-11-26 17:04:05 UTC”. */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function shorten(text: string): string {
  return text.replace(/sec\./, 's').replace(/hr\./, 'h').replace(/\./g, '');
}

function trimZero(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
