import type { Statistics, WebhookStatistics } from '../../../api/deliveries.js';

/** The attempts of a webhook in the last 24 hours. */
export interface Traffic {
  /** For each hour, oldest first: attempts that were delivered, and that failed. */
  bars: { good: number; bad: number }[];
  delivered: number;
  attempts: number;
  lastFailure: WebhookStatistics['last_failure'];
}

/** The traffic of one webhook; one that is not in the statistics had none. */
export function trafficOf({ items, webhooks }: Statistics, webhookId: string): Traffic {
  const webhook = webhooks?.find(({ webhook_id }) => webhook_id === webhookId);
  const buckets = new Map((webhook?.buckets ?? []).map((bucket) => [bucket.start, bucket]));
  const bars = items.map(({ start }) => {
    const bucket = buckets.get(start);
    return { good: bucket?.delivered ?? 0, bad: bucket?.failed ?? 0 };
  });
  const delivered = bars.reduce((sum, { good }) => sum + good, 0);
  return {
    bars,
    delivered,
    attempts: bars.reduce((sum, { bad }) => sum + bad, delivered),
    lastFailure: webhook?.last_failure ?? null,
  };
}
