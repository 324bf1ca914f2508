import {
  ChoiceField,
  IdField,
  IntegerField,
  ObjectField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { SHOWN_OUTCOMES } from '../outcome/outcome.js';
import { AttemptCountsDto, bucketDto, DeliveryCountsDto, LatencyDto } from './statistics-bucket.dto.js';
import type { CountedBuckets } from './statistics-reader.store.js';

const START = '2026-05-20T09:00:00.000Z';
const FAILED_OUTCOMES = SHOWN_OUTCOMES.filter((outcome) => outcome !== 'delivered');

/** The attempts of a webhook in one hour or day. */
export class WebhookBucketDto {
  @TimeField({ description: 'Start of the bucket, in RFC 3339 (UTC).', example: START })
  start: string;

  @IntegerField({ description: 'Attempts that the endpoint answered with 2xx.', min: 0, example: 118 })
  delivered: number;

  @IntegerField({ description: 'Attempts with any other outcome.', min: 0, example: 4 })
  failed: number;
}

/** The newest bucket with a failed attempt. */
export class LastFailureDto {
  @TimeField({ description: 'Start of the bucket, in RFC 3339 (UTC).', example: START })
  start: string;

  @ChoiceField({
    description:
      'The most frequent outcome of the failed attempts in it, as explained at `outcome` of an attempt of a delivery.',
    choices: FAILED_OUTCOMES,
    example: 'endpoint_timeout',
  })
  outcome: string;
}

/** The statistics of one webhook over the whole time span. */
export class WebhookStatisticsDto {
  @IdField({ description: 'Id of the webhook, a UUID.', example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3' })
  webhook_id: string;

  @IntegerField({ description: 'Events that this webhook was to receive.', min: 0, example: 119 })
  events: number;

  @ObjectField({ description: 'Deliveries that ended, by status.', of: () => DeliveryCountsDto })
  deliveries: DeliveryCountsDto;

  @ObjectField({ description: 'Attempts that ended, by outcome.', of: () => AttemptCountsDto })
  attempts: AttemptCountsDto;

  @ObjectField({
    description:
      'Time from the event to the end of the attempt that the endpoint accepted, with all retries. Null without such a delivery.',
    of: () => LatencyDto,
    nullable: true,
  })
  latency: LatencyDto | null;

  @ObjectListField({
    description: 'The attempts by bucket, oldest first. A bucket without an attempt is left out.',
    of: () => WebhookBucketDto,
    maxItems: 745,
  })
  buckets: WebhookBucketDto[];

  @ObjectField({
    description: 'The newest bucket with a failed attempt. Null without one.',
    of: () => LastFailureDto,
    nullable: true,
  })
  last_failure: LastFailureDto | null;
}

/** The statistics of a webhook in the form of the API. */
export function webhookStatisticsDto(webhookId: string, counted: CountedBuckets): WebhookStatisticsDto {
  const buckets = [...counted].toSorted(([one], [other]) => one - other);
  const sums = new Map<string, number>();
  for (const counters of counted.values())
    for (const [counter, value] of counters) sums.set(counter, (sums.get(counter) ?? 0) + value);
  const { start: _, ...total } = bucketDto(0, sums);
  const byBucket = buckets.map(([start, counters]) => bucketDto(start, counters));
  const newest = byBucket.findLast(({ attempts }) => failedOf(attempts) > 0);
  return {
    webhook_id: webhookId,
    ...total,
    buckets: byBucket
      .map(({ start, attempts }) => ({ start, delivered: attempts.delivered, failed: failedOf(attempts) }))
      .filter(({ delivered, failed }) => delivered + failed > 0),
    last_failure: newest ? { start: newest.start, outcome: mostFrequent(newest.attempts) } : null,
  };
}

function failedOf({ delivered: _, ...failures }: AttemptCountsDto): number {
  return Object.values(failures).reduce((sum, value) => sum + value, 0);
}

function mostFrequent({ delivered: _, ...failures }: AttemptCountsDto): string {
  return Object.entries(failures).reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
}
