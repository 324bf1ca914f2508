import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const getStartedRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/get-started',
  component: lazyRouteComponent(() => import('./get-started-page.js'), 'GetStartedPage'),
});

export const getStartedRoutes = { getStartedRoute };
