import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../frame/root-route.js';

/** The API reference has a frame of its own: it is read without a session. */
const docsFrameRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/docs',
  component: lazyRouteComponent(() => import('./frame/docs-frame.js'), 'DocsFrame'),
});

const introductionRoute = createRoute({
  getParentRoute: () => docsFrameRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./introduction/introduction-page.js'), 'IntroductionPage'),
});

const apiRoute = createRoute({
  getParentRoute: () => docsFrameRoute,
  path: '/routes/$slug',
  component: lazyRouteComponent(() => import('./route/route-page.js'), 'RoutePage'),
});

const eventRoute = createRoute({
  getParentRoute: () => docsFrameRoute,
  path: '/events/$type',
  component: lazyRouteComponent(() => import('./event/event-page.js'), 'EventPage'),
});

const verifyRoute = createRoute({
  getParentRoute: () => docsFrameRoute,
  path: '/verify',
  component: lazyRouteComponent(() => import('./verify/verify-page.js'), 'VerifyPage'),
});

const embedRoute = createRoute({
  getParentRoute: () => docsFrameRoute,
  path: '/embed',
  component: lazyRouteComponent(() => import('./embed/embed-page.js'), 'EmbedPage'),
});

export const docsRoute = docsFrameRoute.addChildren({
  introductionRoute,
  apiRoute,
  eventRoute,
  verifyRoute,
  embedRoute,
});
