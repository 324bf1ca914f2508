import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, type ErrorComponentProps } from '@tanstack/react-router';
import { PageError } from './page-error.js';

/** The parent of all routes. */
export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  errorComponent: RootError,
});

/** Stands in the place of everything: the frame itself could not be shown, for example because the API does not answer. */
function RootError(props: ErrorComponentProps) {
  return (
    <main>
      <PageError {...props} />
    </main>
  );
}
