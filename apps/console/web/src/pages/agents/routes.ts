import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';

const agentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/ai-agents',
  beforeLoad: () => {
    throw redirect({ to: '/assistants', replace: true });
  },
});

const assistantsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/assistants',
  component: lazyRouteComponent(() => import('./assistants-page.js'), 'AssistantsPage'),
});

const formsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/forms',
  component: lazyRouteComponent(() => import('./forms-page.js'), 'FormsPage'),
});

const intentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/intents',
  component: lazyRouteComponent(() => import('./intents-page.js'), 'IntentsPage'),
});

const widgetsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/widgets',
  component: lazyRouteComponent(() => import('./widgets-page.js'), 'WidgetsPage'),
});

export const agentRoutes = { agentsRoute, assistantsRoute, formsRoute, intentsRoute, widgetsRoute };
