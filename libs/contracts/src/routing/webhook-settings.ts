/**
 * Default delays before the retries of a delivery, in seconds: eleven retries in about three days. The migration of the registry
 * stores the same list in webhooks that were created before there was a setting.
 */
export const DEFAULT_SCHEDULE: readonly number[] = [
  5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 64_800, 86_400,
];

/** Bounds of a retry schedule; times in seconds. */
export const SCHEDULE_BOUNDS = {
  maxRetries: 20,
  minDelay: 1,
  /** 7 days. */
  maxDelay: 604_800,
  /** 14 days for all delays together. Retention keeps a day with unfinished deliveries, so every retry finds its event. */
  maxTotal: 1_209_600,
} as const;

/** A delay of a retry schedule is changed at random by up to this part of it, up or down. */
export const RETRY_JITTER = 0.2;

/**
 * How long the retries of one delivery take at most, in milliseconds. A `Retry-After` of the endpoint, a pause, a rate limit or an order can
 * make it longer.
 */
export const LONGEST_SCHEDULE_MS = SCHEDULE_BOUNDS.maxTotal * 1_000 * (1 + RETRY_JITTER);

/** Units of a rate limit. */
export const RATE_UNITS = ['second', 'minute'] as const;
export type RateUnit = (typeof RATE_UNITS)[number];

/** At most `limit` attempts in the unit, evenly spread. */
export interface RateLimit {
  limit: number;
  per: RateUnit;
}

export const RATE_LIMIT_MAX = 1_000;

/** The time between two attempts of an even rate, in whole microseconds, rounded up. */
export function rateIntervalUs({ limit, per }: RateLimit): number {
  return Math.ceil((per === 'second' ? 1_000_000 : 60_000_000) / limit);
}

/** In which order the deliveries of a webhook start. `conversation`: those of one conversation one after the other. */
export const ORDERINGS = ['none', 'conversation'] as const;
export type Ordering = (typeof ORDERINGS)[number];
