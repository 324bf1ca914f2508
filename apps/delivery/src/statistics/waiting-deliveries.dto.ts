import { FlagField, IdField, IntegerField, TimeField } from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import type { WaitingDeliveries } from './waiting-deliveries.store.js';

/** Webhooks that are listed; those with the most retries come first. */
const LISTED = 200;

/** What waits for one webhook. */
export class WaitingWebhookDto {
  @IdField({
    description: 'Id of the webhook, a UUID.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  })
  webhook_id: string;

  @IntegerField({ description: 'Deliveries that wait.', min: 1, example: 12 })
  deliveries: number;

  @IntegerField({ description: 'Those of them whose last attempt failed.', min: 0, example: 3 })
  retries: number;

  @TimeField({
    description: 'When the oldest of these deliveries was created, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:40.512Z',
  })
  oldest_created_at: string;
}

/** The deliveries of the workspace that wait for an attempt. */
export class WaitingDeliveriesDto {
  @IntegerField({
    description:
      'Deliveries that wait for an attempt, whatever the reason. Those whose attempt runs now do not count. At most 10,000 are counted: then `is_partial` is true.',
    min: 0,
    max: 10_000,
    example: 12,
  })
  deliveries: number;

  @FlagField({
    description: 'Whether more deliveries wait than were counted. The oldest ones were counted.',
    example: false,
  })
  is_partial: boolean;

  @TimeField({
    description: 'When the oldest delivery that waits was created, in RFC 3339 (UTC). Null when none waits.',
    nullable: true,
    example: '2026-05-20T09:30:40.512Z',
  })
  oldest_created_at: string | null;

  @ObjectListField({
    description:
      'The counted deliveries by webhook: those with the most retries first. At most 200 webhooks.',
    of: () => WaitingWebhookDto,
    maxItems: LISTED,
  })
  webhooks: WaitingWebhookDto[];
}

/** What waits, in the form of the API. */
export function waitingDeliveriesDto({
  deliveries,
  isPartial,
  webhooks,
}: Awaited<ReturnType<WaitingDeliveries['read']>>): WaitingDeliveriesDto {
  const oldest = Math.min(...webhooks.map((webhook) => webhook.oldest.getTime()));
  return {
    deliveries,
    is_partial: isPartial,
    oldest_created_at: webhooks.length === 0 ? null : new Date(oldest).toISOString(),
    webhooks: webhooks.slice(0, LISTED).map((webhook) => ({
      webhook_id: webhook.webhook_id,
      deliveries: webhook.deliveries,
      retries: webhook.retries,
      oldest_created_at: webhook.oldest.toISOString(),
    })),
  };
}
