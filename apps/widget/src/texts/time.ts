/**
 * A time as a visitor reads it: the hour of today, else with the day.
 *
 * @param at RFC 3339
 * @param now RFC 3339
 */
export function timeText(at: string, now: string, locale: string): string {
  const [date, today] = [new Date(at), new Date(now)];
  const isToday = date.toDateString() === today.toDateString();
  const format: Intl.DateTimeFormatOptions = isToday
    ? { timeStyle: 'short' }
    : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat(locale, format).format(date);
}

/** A day as a visitor reads it. @param day YYYY-MM-DD */
export function dateText(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));
}
