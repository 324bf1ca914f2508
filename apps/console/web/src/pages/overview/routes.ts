import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/overview', replace: true });
  },
});

const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/overview',
  component: lazyRouteComponent(() => import('./overview-page.js'), 'OverviewPage'),
});

export const overviewRoutes = { homeRoute, overviewRoute };
