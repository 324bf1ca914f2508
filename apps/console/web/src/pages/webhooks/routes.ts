import { EVENT_TYPES } from '@flowforge/contracts/words';
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';
import { localPath } from '../../session/local-path.js';
import { readDeliverySearch } from './deliveries/delivery-search.js';

const webhooksRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/webhooks',
  component: lazyRouteComponent(() => import('./list/webhooks-page.js'), 'WebhooksPage'),
});

/** `?return_to=`: where “Create Webhook” was pressed; only a path of this console. */
const addWebhookRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/webhooks/new',
  validateSearch: (search): { return_to?: string } => {
    const path = localPath(search['return_to']);
    return path === undefined ? {} : { return_to: path };
  },
  component: lazyRouteComponent(() => import('./add/add-webhook-page.js'), 'AddWebhookPage'),
});

/** One webhook: its heading, state and sections. */
const webhookRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/webhooks/$webhookId',
  component: lazyRouteComponent(() => import('./one/webhook-page.js'), 'WebhookPage'),
});

const webhookIndexRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/profile/webhooks/$webhookId/deliveries', params, replace: true });
  },
});

const deliveriesRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: 'deliveries',
  validateSearch: readDeliverySearch,
  component: lazyRouteComponent(() => import('./deliveries/deliveries-section.js'), 'DeliveriesSection'),
});

const deliveryRoute = createRoute({
  getParentRoute: () => deliveriesRoute,
  path: '$deliveryId',
  component: lazyRouteComponent(() => import('./deliveries/delivery-panel.js'), 'DeliveryPanel'),
});

const settingsRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: 'settings',
  component: lazyRouteComponent(() => import('./settings/settings-section.js'), 'SettingsSection'),
});

const assignmentsRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: 'assignments',
  component: lazyRouteComponent(() => import('./assignments/assignments-section.js'), 'AssignmentsSection'),
});

/** The exchange of a test event, in the side panel of the deliveries. */
const testRoute = createRoute({
  getParentRoute: () => deliveriesRoute,
  path: 'test',
  validateSearch: (search) => ({
    type: EVENT_TYPES.find((type) => type === search['type']) ?? EVENT_TYPES[0],
  }),
  component: lazyRouteComponent(() => import('./test-event/test-event-panel.js'), 'TestEventPanel'),
});

export const webhookRoutes = {
  webhooksRoute,
  addWebhookRoute,
  webhookRoute: webhookRoute.addChildren({
    webhookIndexRoute,
    deliveriesRoute: deliveriesRoute.addChildren({ deliveryRoute, testRoute }),
    settingsRoute,
    assignmentsRoute,
  }),
};
