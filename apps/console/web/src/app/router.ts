import { createRoute, createRouter } from '@tanstack/react-router';
import { createQueryClient } from '../api/query-client.js';
import { frameRoute } from '../frame/frame-route.js';
import { NotFound } from '../frame/not-found.js';
import { PageError } from '../frame/page-error.js';
import { rootRoute } from '../frame/root-route.js';
import { assistantRoutes } from '../pages/assistants/routes.js';
import { conversationRoutes } from '../pages/conversations/routes.js';
import { docsRoute } from '../pages/docs/routes.js';
import { formRoutes } from '../pages/forms/routes.js';
import { getStartedRoutes } from '../pages/get-started/routes.js';
import { intentRoutes } from '../pages/intents/routes.js';
import { invitationRoute } from '../pages/invitation/route.js';
import { localSignInRoute } from '../pages/local-sign-in/route.js';
import { overviewRoutes } from '../pages/overview/routes.js';
import { profileRoutes } from '../pages/profile/routes.js';
import { resetPasswordRoute } from '../pages/reset-password/route.js';
import { setupRoute } from '../pages/setup/route.js';
import { signInRoute } from '../pages/sign-in/route.js';
import { webhookRoutes } from '../pages/webhooks/routes.js';
import { widgetRoutes } from '../pages/widgets/routes.js';

/** Every address that no other route has. */
const notFoundRoute = createRoute({ getParentRoute: () => frameRoute, path: '$', component: NotFound });

/** All pages. A page adds its routes to the `routes.ts` of its folder, and a new folder is added here. */
const routeTree = rootRoute.addChildren({
  signInRoute,
  localSignInRoute,
  invitationRoute,
  resetPasswordRoute,
  setupRoute,
  docsRoute,
  frameRoute: frameRoute.addChildren({
    notFoundRoute,
    ...overviewRoutes,
    ...assistantRoutes,
    ...formRoutes,
    ...intentRoutes,
    ...widgetRoutes,
    ...conversationRoutes,
    ...getStartedRoutes,
    ...profileRoutes,
    ...webhookRoutes,
  }),
});

export const queryClient = createQueryClient(() => {
  // The frame asks for the session again, and leads to the sign-in page.
  queryClient.removeQueries({ queryKey: ['session'] });
  void router.invalidate();
});

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  // A parameter that no page has read and checked is taken out of the address, and no page sees it.
  search: { strict: true },
  scrollRestoration: true,
});

/** Begins to load the code of the page at the present address. Otherwise the router would read the session first, and then the code. */
export function preloadPage(): void {
  const [matchedRoutes] = router.getMatchedRoutes(window.location.pathname);
  for (const route of matchedRoutes) void router.loadRouteChunk(route)?.catch(() => undefined);
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
