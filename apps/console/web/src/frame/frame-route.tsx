import { createRoute, redirect } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.js';
import { sessionQuery } from '../session/session.js';
import { Frame } from './frame.js';
import { rootRoute } from './root-route.js';

/** The parent of every page that needs a session. Without one it leads to the sign-in page, and back after that. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/sign-in', search: { next: location.href } });
      throw error;
    }
  },
});
