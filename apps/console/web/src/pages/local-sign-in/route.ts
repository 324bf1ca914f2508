import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../frame/root-route.js';

export const localSignInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/local-sign-in',
  component: lazyRouteComponent(() => import('./local-sign-in-page.js'), 'LocalSignInPage'),
});
