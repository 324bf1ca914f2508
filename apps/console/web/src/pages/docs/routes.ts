import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const docsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/docs',
  component: lazyRouteComponent(() => import('./docs-page.js'), 'DocsPage'),
});

export const docsRoutes = { docsRoute };
