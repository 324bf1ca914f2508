import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const widgetsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/widgets',
  component: lazyRouteComponent(() => import('./list/widgets-page.js'), 'WidgetsPage'),
});

const widgetRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/widgets/$widgetId',
  component: lazyRouteComponent(() => import('./one/widget-page.js'), 'WidgetPage'),
});

export const widgetRoutes = { widgetsRoute, widgetRoute };
