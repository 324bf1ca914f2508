import { useState } from 'react';

/** What is known of a query that may have failed. */
export interface FailedQuery {
  error: Error | null;
  /** How often it has failed; 0 for another query. */
  errorUpdateCount: number;
}

/**
 * The error of a query that has no data, also while it is read again: the query itself forgets its error then, and a page that is read
 * live would change between the error and its skeleton.
 */
export function useKeptError({ error, errorUpdateCount }: FailedQuery): Error | null {
  const [last, setLast] = useState<Error | null>(null);
  if (error !== null && error !== last) setLast(error);
  return error ?? (errorUpdateCount > 0 ? last : null);
}
