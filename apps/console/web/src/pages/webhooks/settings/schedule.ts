import { SCHEDULE_BOUNDS } from '@flowforge/contracts/routing/webhook-settings';
import { duration } from '@flowforge/design-system/format/relative-time.ts';

const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3_600, d: 86_400 };

/** A retry schedule as text: “5 s, 30 s, 2 min, 10 min”. Each delay in one unit, so that the text is read back unchanged. */
export function scheduleText(schedule: readonly number[]): string {
  return schedule.map(delayText).join(', ');
}

function delayText(seconds: number): string {
  const [unit, size] = Object.entries(SECONDS)
    .filter(([name, value]) => name !== 'm' && seconds % value === 0)
    .at(-1) ?? ['s', 1];
  return `${seconds / size} ${unit}`;
}

/** Reads such a text; a number without a unit is in seconds. Returns the delays in seconds, or what is wrong. */
export function readSchedule(text: string): { schedule: number[] } | { error: string } {
  if (text.trim() === '') return { error: 'Write at least one delay, such as 5 min.' };
  const parts = text.split(',').map((part) => part.trim());
  const schedule: number[] = [];
  for (const part of parts) {
    const match = /^(\d{1,9})\s*(s|min|m|h|d)?$/.exec(part);
    if (match === null)
      return { error: `“${part}” is not a delay. Write delays as 30 s, 5 min, 2 h or 1 d.` };
    schedule.push(Number(match[1]) * (SECONDS[match[2] ?? 's'] ?? 1));
  }
  const error = boundsError(schedule);
  return error === undefined ? { schedule } : { error };
}

function boundsError(schedule: readonly number[]): string | undefined {
  const { maxRetries, minDelay, maxDelay, maxTotal } = SCHEDULE_BOUNDS;
  if (schedule.length > maxRetries) return `At most ${maxRetries} retries.`;
  if (schedule.some((delay) => delay < minDelay || delay > maxDelay))
    return `A delay is from ${duration(minDelay * 1_000)} to ${duration(maxDelay * 1_000)}.`;
  return total(schedule) > maxTotal
    ? `All delays together are at most ${duration(maxTotal * 1_000)}.`
    : undefined;
}

/** “11 retries in about 3 d 2 h”. */
export function scheduleSummary(schedule: readonly number[]): string {
  return `${schedule.length} ${schedule.length === 1 ? 'retry' : 'retries'} in about ${duration(total(schedule) * 1_000)}`;
}

function total(schedule: readonly number[]): number {
  return schedule.reduce((sum, delay) => sum + delay, 0);
}
