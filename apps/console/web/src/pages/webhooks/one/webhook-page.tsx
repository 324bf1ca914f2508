import { Skeleton, SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { TabLinks } from '@flowforge/design-system/tabs/tabs';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../../api/api-error.js';
import { type Circuit, circuitsOfQuery } from '../../../api/deliveries.js';
import { type Webhook, webhookQuery } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { Endpoint } from '../list/endpoint.js';
import { WebhookStatus } from '../list/webhook-status.js';
import { TestEventButton } from '../test-event/test-event-button.js';
import { CircuitNotice } from './circuit-notice.js';
import { DisabledNotice } from './disabled-notice.js';
import { MissedNotice } from './missed-notice.js';
import { useMissedSince } from './use-missed-since.js';

const route = getRouteApi('/frame/profile/webhooks/$webhookId');

const BREADCRUMB = [
  <Link key="list" to="/profile/webhooks" look="quiet">
    Webhooks
  </Link>,
];

/** One webhook: state, and the sections Deliveries, Settings, Assignments. */
export function WebhookPage() {
  const { webhookId } = route.useParams();
  const query = useQuery(webhookQuery(webhookId));
  // Its notice stands above the content, so the content waits for it.
  const { data: circuits, isPending: isWaiting } = useQuery(circuitsOfQuery([webhookId]));
  const circuit = circuits?.items[0];
  return (
    <Page
      title={query.data?.name ?? 'Webhook'}
      breadcrumb={BREADCRUMB}
      status={query.data && <WebhookStatus webhook={query.data} circuit={circuit} />}
      subtitle={subtitleOf(query.data?.endpoint, query.error)}
      action={query.data?.enabled && <TestEventButton webhook={query.data} />}
      tabs={isMissing(query) ? undefined : <Sections webhookId={webhookId} />}
    >
      <Loaded
        what="the webhook"
        query={isWaiting ? { ...query, data: undefined } : query}
        skeleton={<SkeletonLines count={8} what="the webhook" />}
      >
        {(webhook) => <Content webhook={webhook} circuit={circuit} />}
      </Loaded>
    </Page>
  );
}

/** Whether there is no such webhook, so that its sections lead nowhere. */
function isMissing({ data, error }: { data: unknown; error: Error | null }): boolean {
  return data === undefined && error instanceof ApiError && error.status === 404;
}

/** Keeps the place of the endpoint while it is loaded. */
function subtitleOf(endpoint: string | undefined, error: Error | null): ReactNode {
  if (endpoint !== undefined) return <Endpoint url={endpoint} />;
  return error === null ? <Skeleton width="14rem" height="1.125rem" /> : undefined;
}

function Content({ webhook, circuit }: { webhook: Webhook; circuit: Circuit | undefined }) {
  const missedSince = useMissedSince(webhook);
  return (
    <>
      {!webhook.enabled && <DisabledNotice webhook={webhook} />}
      {missedSince !== undefined && <MissedNotice webhookId={webhook.id} since={missedSince} />}
      {webhook.enabled && circuit && <CircuitNotice circuit={circuit} />}
      <Outlet />
    </>
  );
}

function Sections({ webhookId }: { webhookId: string }) {
  const params = { webhookId };
  return (
    <TabLinks label="Sections of the webhook">
      <Link to="/profile/webhooks/$webhookId/deliveries" params={params} look="tab">
        Deliveries
      </Link>
      <Link to="/profile/webhooks/$webhookId/settings" params={params} look="tab">
        Settings
      </Link>
      <Link to="/profile/webhooks/$webhookId/assignments" params={params} look="tab">
        Assignments
      </Link>
    </TabLinks>
  );
}
