import { Card } from '@flowforge/design-system/card/card';
import { count, percent } from '@flowforge/design-system/format/number.ts';
import { duration } from '@flowforge/design-system/format/relative-time.ts';
import { type Column, Table } from '@flowforge/design-system/table/table';
import type { Statistics, WebhookStatistics } from '../../api/deliveries.js';
import { OUTCOME_WORDS } from '../../delivery/outcome-words.js';
import { Link } from '../../frame/link.js';
import { WebhookName } from '../../webhook/webhook-name.js';
import { failedAttempts, rankedEndpoints } from './summary.js';

const COLUMNS: readonly Column<WebhookStatistics>[] = [
  {
    id: 'webhook',
    heading: 'Webhook',
    isWide: true,
    cell: ({ webhook_id }) => (
      <Link to="/profile/webhooks/$webhookId/deliveries" params={{ webhookId: webhook_id }} look="row">
        <WebhookName id={webhook_id} />
      </Link>
    ),
  },
  {
    id: 'failed',
    heading: 'Failed attempts',
    isNumber: true,
    cell: ({ attempts }) => {
      const failed = failedAttempts(attempts);
      return failed === 0 ? '0' : `${count(failed)} (${percent(failed, failed + attempts.delivered)})`;
    },
  },
  {
    id: 'failure',
    heading: 'Last failure',
    hideBelow: 'tablet',
    cell: ({ last_failure }) => (last_failure === null ? '–' : OUTCOME_WORDS[last_failure.outcome]),
  },
  {
    id: 'half',
    heading: 'Half within',
    isNumber: true,
    hideBelow: 'phone',
    cell: ({ latency }) => (latency === null ? '–' : duration(latency.p50_ms)),
  },
  {
    id: 'most',
    heading: '95 % within',
    isNumber: true,
    cell: ({ latency }) => (latency === null ? '–' : duration(latency.p95_ms)),
  },
];

/** The webhooks with the most failed attempts and those that take the longest time; nothing without an attempt. */
export function Endpoints({ statistics }: { statistics: Statistics }) {
  const endpoints = rankedEndpoints(statistics);
  if (endpoints.length === 0) return null;
  return (
    <Card
      title="Failing and slowest endpoints"
      description="Time from the event until the endpoint accepted it, retries included."
    >
      <Table
        label="Failing and slowest endpoints"
        columns={COLUMNS}
        rows={endpoints}
        keyOf={({ webhook_id }) => webhook_id}
      />
    </Card>
  );
}
