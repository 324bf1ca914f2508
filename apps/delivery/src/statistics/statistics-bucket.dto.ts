import { IntegerField, ObjectField, TimeField } from '@flowforge/service-kit/http/fields';
import { shownOutcome } from '../outcome/outcome.js';
import { type Counts, countsOf } from './counters.js';
import { percentile } from './histogram.js';

const count = (description: string, example: number): PropertyDecorator =>
  IntegerField({ description, min: 0, example });

/** Deliveries that ended. */
export class DeliveryCountsDto {
  @count('Deliveries that the endpoint accepted.', 118)
  delivered: number;

  @count('Deliveries that failed for good.', 1)
  failed: number;

  @count('Deliveries that were not sent, because the webhook was disabled or deleted.', 0)
  skipped: number;
}

/** Attempts that ended, by outcome. */
export class AttemptCountsDto {
  @count('Attempts that the endpoint answered with 2xx.', 118)
  delivered: number;

  @count('Attempts that the endpoint answered with another status, or not in valid HTTP.', 3)
  endpoint_error: number;

  @count('Attempts without a complete response in time.', 1)
  endpoint_timeout: number;

  @count('Attempts whose connection was refused, or closed before the answer was complete.', 0)
  connection: number;

  @count('Attempts whose host name could not be resolved to an address on the public internet.', 0)
  dns: number;

  @count('Attempts whose TLS connection failed.', 0)
  tls: number;

  @count('Attempts that the endpoint answered with 410, or with a request to disable the webhook.', 0)
  gone: number;

  @count('Attempts that failed on our side.', 0)
  internal_error: number;
}

const latency = (share: string, example: number): PropertyDecorator =>
  IntegerField({
    description: `${share} of the deliveries took at most this long, in milliseconds, rounded up by at most a quarter.`,
    min: 0,
    example,
  });

/** Time from the event to the end of the accepted attempt, retries included. */
export class LatencyDto {
  @latency('50 %', 12)
  p50_ms: number;

  @latency('95 %', 44)
  p95_ms: number;

  @latency('99 %', 104)
  p99_ms: number;
}

/** One hour or day. */
export class StatisticsBucketDto {
  @TimeField({ description: 'Start of the bucket, in RFC 3339 (UTC).', example: '2026-05-20T09:00:00.000Z' })
  start: string;

  @count(
    'Events that arrived. With `webhook_id`, those that each of these webhooks was to receive, added up.',
    119,
  )
  events: number;

  @ObjectField({
    description:
      'Deliveries that ended in this bucket, by status. One that is sent again and ends again counts again.',
    of: () => DeliveryCountsDto,
  })
  deliveries: DeliveryCountsDto;

  @ObjectField({ description: 'Attempts that ended in this bucket, by outcome.', of: () => AttemptCountsDto })
  attempts: AttemptCountsDto;

  @ObjectField({
    description:
      'Time from the event to the end of the attempt that the endpoint accepted, with all retries, for deliveries that ended as `delivered`. Null without such a delivery.',
    of: () => LatencyDto,
    nullable: true,
  })
  latency: LatencyDto | null;
}

/** A bucket in the form of the API; `counters` is undefined when nothing was counted. */
export function bucketDto(
  start: number,
  counters: ReadonlyMap<string, number> | undefined,
): StatisticsBucketDto {
  const { events, deliveries, attempts, latency: histogram } = countsOf(counters ?? new Map());
  return {
    start: new Date(start).toISOString(),
    events,
    deliveries: {
      delivered: deliveries.get('delivered') ?? 0,
      failed: deliveries.get('failed') ?? 0,
      skipped: deliveries.get('skipped') ?? 0,
    },
    attempts: attemptCountsDto(attempts),
    latency: latencyDto(histogram),
  };
}

function attemptCountsDto(stored: Counts['attempts']): AttemptCountsDto {
  const counts: AttemptCountsDto = {
    ...{ delivered: 0, endpoint_error: 0, endpoint_timeout: 0, connection: 0 },
    ...{ dns: 0, tls: 0, gone: 0, internal_error: 0 },
  };
  const names = Object.keys(counts);
  for (const [outcome, value] of stored) {
    const shown = names.find((name): name is keyof AttemptCountsDto => name === shownOutcome(outcome));
    if (shown !== undefined) counts[shown] += value;
  }
  return counts;
}

function latencyDto(histogram: Counts['latency']): LatencyDto | null {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(histogram, share));
  if (p50 == null || p95 == null || p99 == null) return null;
  return { p50_ms: p50, p95_ms: p95, p99_ms: p99 };
}
