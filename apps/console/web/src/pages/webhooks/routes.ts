import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const webhooksRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/webhooks',
  component: lazyRouteComponent(() => import('./list/webhooks-page.js'), 'WebhooksPage'),
});
export const webhookRoutes = { webhooksRoute };
