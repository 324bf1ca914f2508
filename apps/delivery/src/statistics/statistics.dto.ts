import { ChoiceField, TimeParameterField } from '@flowforge/service-kit/http/fields';
import { IdParameterListField, ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { StatisticsBucketDto } from './statistics-bucket.dto.js';
import { BUCKETS } from './time-span.js';
import { WebhookStatisticsDto } from './webhook-statistics.dto.js';

const GROUPINGS = ['webhook_id'] as const;
/** Webhooks that one request can name. */
const MAX_WEBHOOKS = 50;

/** The time span of the statistics. */
export class StatisticsQueryDto {
  @TimeParameterField({
    description:
      'Beginning of the time span, in RFC 3339 with a time zone. It is rounded down to the beginning of its bucket. Default: 24 hours before `to`, or 30 days with `bucket=day`.',
    example: '2026-05-20T00:00:00Z',
    optional: true,
  })
  from?: string;

  @TimeParameterField({
    description:
      'End of the time span, in RFC 3339 with a time zone; the bucket that contains it is the last one. Later than `from`, by at most 31 days, or 400 days with `bucket=day`. Default: now.',
    example: '2026-05-20T12:00:00Z',
    optional: true,
  })
  to?: string;

  @ChoiceField({
    description: 'Length of a bucket. Hours and days begin in UTC. Default: `hour`.',
    choices: BUCKETS,
    example: 'hour',
    optional: true,
  })
  bucket?: string;

  @IdParameterListField({
    description:
      'Only this webhook. A UUID. Repeat the parameter for several webhooks, at most 50. Without it, all webhooks of the workspace.',
    example: ['0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3'],
    minItems: 1,
    maxItems: MAX_WEBHOOKS,
    optional: true,
  })
  webhook_id?: string[];

  @ChoiceField({
    description:
      'Also answer with the statistics of each webhook, in `webhooks`. Without `webhook_id` these are the 10 webhooks with the most failed attempts and the 10 slowest ones. Default: `webhooks` is null.',
    choices: GROUPINGS,
    example: 'webhook_id',
    optional: true,
  })
  group_by?: string;
}

/** The statistics of a time span. */
export class StatisticsDto {
  @ChoiceField({ description: 'Length of a bucket.', choices: BUCKETS, example: 'hour' })
  bucket: string;

  @ObjectListField({
    description: 'All buckets of the time span, oldest first, also those in which nothing happened.',
    of: () => StatisticsBucketDto,
    maxItems: 745,
  })
  items: StatisticsBucketDto[];

  @ObjectListField({
    description:
      'With `group_by=webhook_id`: each webhook over the whole time span, in no particular order. One of which nothing was counted is left out. Null without `group_by`.',
    of: () => WebhookStatisticsDto,
    nullable: true,
    maxItems: MAX_WEBHOOKS,
  })
  webhooks: WebhookStatisticsDto[] | null;
}
