import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { SplitRow } from '@flowforge/design-system/split-row/split-row';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet, useMatch } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { circuitsOfQuery, listDeliveries, recoveriesQuery, waitingQuery } from '../../../api/deliveries.js';
import { usePages } from '../../../api/pages.js';
import { webhookQuery } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { DeliveryFilters } from './delivery-filters.js';
import { type DeliverySearch, isFiltered, sinceOf } from './delivery-search.js';
import { DeliveryTable } from './delivery-table.js';
import { NoticePlace, useIsLate } from './notice-place.js';
import { Recover } from './recover.js';
import { Recoveries } from './recoveries.js';
import { useFreshWaiting } from './use-fresh-waiting.js';
import { WaitingNotice } from './waiting-notice.js';

const route = getRouteApi('/frame/profile/webhooks/$webhookId/deliveries');

/** The deliveries of a webhook, live, with filters in the URL. One of them opens in the side panel. */
export function DeliveriesSection() {
  const { webhookId } = route.useParams();
  const search = route.useSearch();
  const { data: webhook } = useQuery(webhookQuery(webhookId));
  const { data: circuits } = useQuery(circuitsOfQuery([webhookId]));
  const circuit = circuits?.items[0];
  // Their notices stand above the list. It waits for them only for a moment: then it keeps a place for them.
  const { isPending: isWaitingForRecoveries } = useQuery(recoveriesQuery(webhookId));
  const { isPending: isWaitingForWaiting } = useQuery(waitingQuery);
  const isPending = isWaitingForRecoveries || isWaitingForWaiting;
  const isLate = useIsLate(webhookId, isPending);
  const open = useMatch({
    from: '/frame/profile/webhooks/$webhookId/deliveries/$deliveryId',
    shouldThrow: false,
  });
  const pages = usePages({
    queryKey: ['deliveries', 'of', webhookId, search],
    load: (cursor) => listDeliveries(filterOf(webhookId, search), cursor),
    isLive: true,
  });
  const table = (deliveries: typeof pages.items) => (
    <DeliveryTable
      deliveries={deliveries}
      webhookId={webhookId}
      search={search}
      openId={open?.params.deliveryId}
    />
  );
  useFreshWaiting(pages.items);
  const notices = (
    <>
      <Recoveries webhookId={webhookId} circuit={circuit} disabledAt={webhook?.disabled_at ?? null} />
      {webhook?.enabled === true && <WaitingNotice webhookId={webhookId} circuit={circuit} />}
    </>
  );
  return (
    <>
      {isPending && !isLate ? (
        <SkeletonLines count={8} what="the deliveries" />
      ) : (
        <>
          {isLate ? <NoticePlace isPending={isPending}>{notices}</NoticePlace> : notices}
          <SplitRow>
            <DeliveryFilters search={search} />
            {webhook?.enabled === true && <Recover webhookId={webhookId} />}
          </SplitRow>
          <Loaded
            what="the deliveries"
            query={{ ...pages.query, data: pages.items }}
            skeleton={table(undefined)}
          >
            {(deliveries) =>
              deliveries.length === 0 ? (
                <NoDeliveries webhookId={webhookId} hasFilter={isFiltered(search)} />
              ) : (
                <>
                  {table(deliveries)}
                  <LoadMore {...pages.more} />
                </>
              )
            }
          </Loaded>
        </>
      )}
      <Outlet />
    </>
  );
}

function filterOf(webhookId: string, { status, event, conversation, within, since }: DeliverySearch) {
  return {
    webhook_id: webhookId,
    ...(status && { status }),
    ...(event && { event }),
    ...(conversation && { conversation_id: conversation }),
    ...(since && { since }),
    ...(within && { since: sinceOf(within, Date.now()) }),
  };
}

function NoDeliveries({ webhookId, hasFilter }: { webhookId: string; hasFilter: boolean }) {
  return hasFilter ? (
    <EmptyState icon={<Inbox size={24} aria-hidden />} title="No delivery matches the filters">
      Remove a filter to see more.
    </EmptyState>
  ) : (
    <EmptyState icon={<Inbox size={24} aria-hidden />} title="Nothing was sent yet">
      Each event for this webhook appears here within seconds. It needs{' '}
      <Link to="/profile/webhooks/$webhookId/assignments" params={{ webhookId }} look="inline">
        an assignment
      </Link>{' '}
      to an assistant or a form.
    </EmptyState>
  );
}
