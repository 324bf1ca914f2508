import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { circuitsQuery, leftAsFailedQuery, statisticsQuery, waitingQuery } from '../../api/deliveries.js';
import { LIVE_MS } from '../../api/pages.js';
import { webhookChoicesQuery } from '../../api/webhooks.js';
import { Loaded } from '../../frame/loaded.js';
import { Page } from '../../frame/page.js';
import { Attention } from './attention.js';
import { DayFigures } from './day-figures.js';
import { Endpoints } from './endpoints.js';
import { Failures } from './failures.js';
import { HourChart } from './hour-chart.js';
import { concernsOf, dayOf, withoutDeleted } from './summary.js';

/** “Is everything arriving?” */
export function OverviewPage() {
  const statistics = useQuery(statisticsQuery);
  const { data: circuits, isPending: isWaitingForCircuits } = useQuery(circuitsQuery);
  const { data: webhooks, isPending: isWaitingForWebhooks } = useQuery({
    ...webhookChoicesQuery,
    // A webhook that was added, disabled or deleted meanwhile counts, too.
    refetchInterval: 10 * LIVE_MS,
  });
  const { data: waiting, isPending: isWaitingForWaiting } = useQuery(waitingQuery);
  const { data: failed, isPending: isWaitingForFailed } = useQuery(leftAsFailedQuery);
  // What needs attention stands above the figures, so they wait for it: nothing jumps.
  const isWaiting = isWaitingForCircuits || isWaitingForWebhooks || isWaitingForWaiting || isWaitingForFailed;
  const hasWebhooks = webhooks?.items.length !== 0;
  const concerns =
    circuits && webhooks && waiting && failed
      ? concernsOf(webhooks.items, circuits.items, waiting, withoutDeleted(failed, webhooks))
      : undefined;
  return (
    <Page title="Overview" subtitle="The last 24 hours.">
      <Loaded
        what="the statistics"
        query={isWaiting ? { ...statistics, data: undefined } : statistics}
        skeleton={<SkeletonLines count={10} what="the statistics" />}
      >
        {(loaded) => (
          <>
            <Attention
              concerns={concerns}
              waiting={waiting}
              isFailedPartial={failed?.isPartial === true}
              statistics={loaded}
              hasWebhooks={hasWebhooks}
            />
            {(hasWebhooks || dayOf(loaded).events > 0) && (
              <>
                <DayFigures statistics={loaded} waiting={waiting} />
                <HourChart statistics={loaded} />
                <Endpoints statistics={loaded} />
                <Failures statistics={loaded} />
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
