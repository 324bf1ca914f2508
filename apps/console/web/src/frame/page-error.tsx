import { ErrorState } from '@flowforge/design-system/state/error-state';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ApiError, whatToDo } from '../api/api-error.js';
import { Page } from './page.js';

/** Stands in the place of a page that failed. The rest of the console stays usable. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Page title="This page could not be shown">
      <ErrorState
        title={error instanceof ApiError ? error.message : 'This page has a defect.'}
        text={whatToDo(error)}
        requestId={error instanceof ApiError ? error.requestId : undefined}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Page>
  );
}
