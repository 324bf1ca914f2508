import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { frameRoute } from '../../frame/frame-route.js';
import { readAuditSearch } from './audit-log/audit-search.js';

const profileRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile',
  beforeLoad: () => {
    throw redirect({ to: '/profile/webhooks', replace: true });
  },
});

const accountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/account',
  component: lazyRouteComponent(() => import('./account/account-page.js'), 'AccountPage'),
});

const membersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/members',
  component: lazyRouteComponent(() => import('./members/members-page.js'), 'MembersPage'),
});

const apiKeysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/api-keys',
  component: lazyRouteComponent(() => import('./api-keys/api-keys-page.js'), 'ApiKeysPage'),
});

const auditLogRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/profile/audit-log',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./audit-log/audit-log-page.js'), 'AuditLogPage'),
});

export const profileRoutes = { profileRoute, accountRoute, membersRoute, apiKeysRoute, auditLogRoute };
