import { Card } from '@flowforge/design-system/card/card';
import { count, percent } from '@flowforge/design-system/format/number.ts';
import { duration } from '@flowforge/design-system/format/relative-time.ts';
import { type Column, Table } from '@flowforge/design-system/table/table';
import type { Statistics, WebhookStatistics } from '../../api/deliveries.js';
import { OUTCOME_WORDS } from '../../delivery/outcome-words.js';
import { WebhookLink } from '../../webhook/webhook-link.js';
import { failedAttempts, mostFrequentFailure, rankedEndpoints } from './summary.js';

const COLUMNS: readonly Column<WebhookStatistics>[] = [
  {
    id: 'webhook',
    heading: 'Webhook',
    isWide: true,
    cell: ({ webhook_id }) => <WebhookLink id={webhook_id} />,
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
    heading: 'Most frequent failure',
    hideBelow: 'tablet',
    cell: ({ attempts }) => {
      const outcome = mostFrequentFailure(attempts);
      return outcome === null ? '–' : OUTCOME_WORDS[outcome];
    },
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
      description="“Within” is the time from the event until the endpoint accepted it, with all retries."
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
