import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';
import { readAssignSearch } from './operations/assign-search.js';

/** The sidebar's entry “AI Agents” leads to its first page. */
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
  component: lazyRouteComponent(() => import('./list/assistants-page.js'), 'AssistantsPage'),
});

/** One assistant: its heading and sections. */
const assistantRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/assistants/$assistantId',
  component: lazyRouteComponent(() => import('./one/assistant-page.js'), 'AssistantPage'),
});

const assistantIndexRoute = createRoute({
  getParentRoute: () => assistantRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/assistants/$assistantId/settings', params, replace: true });
  },
});

const settingsRoute = createRoute({
  getParentRoute: () => assistantRoute,
  path: 'settings',
  component: lazyRouteComponent(() => import('./settings/settings-section.js'), 'SettingsSection'),
});

const operationsRoute = createRoute({
  getParentRoute: () => assistantRoute,
  path: 'operations',
  validateSearch: readAssignSearch,
  component: lazyRouteComponent(() => import('./operations/operations-section.js'), 'OperationsSection'),
});

const tryItRoute = createRoute({
  getParentRoute: () => assistantRoute,
  path: 'try-it',
  component: lazyRouteComponent(() => import('./try-it/try-it-section.js'), 'TryItSection'),
});

export const assistantRoutes = {
  agentsRoute,
  assistantsRoute,
  assistantRoute: assistantRoute.addChildren({
    assistantIndexRoute,
    settingsRoute,
    operationsRoute,
    tryItRoute,
  }),
};
