import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { ErrorState } from '@flowforge/design-system/state/error-state';
import { SearchX } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ApiError, whatToDo } from '../api/api-error.js';
import { type FailedQuery, useKeptError } from './use-kept-error.js';

interface LoadedProps<Data> {
  /** What was asked for: “the webhooks”. */
  what: string;
  query: FailedQuery & {
    data: Data | undefined;
    refetch: () => Promise<unknown>;
  };
  /** Of the same height as the content. */
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/** The one way to show what a query reads: skeleton, error with “Try again”, or content. For a 404 it shows an empty state without “Try again”. Old data stays while new data is read. */
export function Loaded<Data>({ what, query, skeleton, children }: LoadedProps<Data>) {
  const { data, refetch } = query;
  // Not while a live page reads again by itself: the button would come and go.
  const [isRetrying, setRetrying] = useState(false);
  const error = useKeptError(query);
  if (data !== undefined) return children(data);
  if (error === null) return skeleton;
  if (error instanceof ApiError && error.status === 404)
    return (
      <EmptyState icon={<SearchX size={24} aria-hidden />} title={`${upper(what)} does not exist`}>
        {whatToDo(error)}
      </EmptyState>
    );
  return (
    <ErrorState
      title={`${upper(what)} could not be loaded.`}
      text={whatToDo(error)}
      requestId={error instanceof ApiError ? error.requestId : undefined}
      onRetry={() => {
        setRetrying(true);
        void refetch().finally(() => setRetrying(false));
      }}
      isRetrying={isRetrying}
    />
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
