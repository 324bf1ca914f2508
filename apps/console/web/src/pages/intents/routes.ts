import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const intentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/intents',
  component: lazyRouteComponent(() => import('./list/intents-page.js'), 'IntentsPage'),
});

const intentRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/intents/$intentId',
  component: lazyRouteComponent(() => import('./one/intent-page.js'), 'IntentPage'),
});

export const intentRoutes = { intentsRoute, intentRoute };
