import { Card } from '@flowforge/design-system/card/card';
import { type Series, StackedBars } from '@flowforge/design-system/charts/stacked-bars';
import type { Statistics } from '../../api/deliveries.js';
import { endpointFailures } from './summary.js';

const SERIES: readonly Series[] = [
  { id: 'delivered', name: 'Delivered', tone: 'success' },
  { id: 'endpoint', name: 'Endpoint failed', tone: 'warning' },
  { id: 'ours', name: 'Failed on our side', tone: 'danger' },
];
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** The attempts of each hour, by who failed. */
export function HourChart({ statistics }: { statistics: Statistics }) {
  const bars = statistics.items.map(({ start, attempts }) => ({
    id: start,
    name: HOUR.format(Date.parse(start)),
    values: {
      delivered: attempts.delivered,
      endpoint: endpointFailures(attempts),
      ours: attempts.internal_error,
    },
  }));
  return (
    <Card title="Attempts by hour">
      <StackedBars label="Attempts by hour" series={SERIES} bars={bars} />
    </Card>
  );
}
