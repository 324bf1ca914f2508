import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../frame/root-route.js';
import { localPath } from '../../session/local-path.js';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => {
    const next = localPath(search['next']);
    return next === undefined ? {} : { next };
  },
  component: lazyRouteComponent(() => import('./sign-in-page.js'), 'SignInPage'),
});
