import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { waitingQuery } from '../../../api/deliveries.js';

/** What waits is not read more often than this because of a list, in milliseconds. */
const READ_MS = 2_000;

/** Reads again what waits when a live list has changed, so that both say the same. Undefined while the list is loaded. */
export function useFreshWaiting(list: readonly unknown[] | undefined): void {
  const queryClient = useQueryClient();
  // What waits is as new as the first answer of the list.
  const readAt = useRef<number>(undefined);
  useEffect(() => {
    if (list === undefined) return undefined;
    if (readAt.current === undefined) {
      readAt.current = Date.now();
      return undefined;
    }
    const timer = setTimeout(
      () => {
        readAt.current = Date.now();
        void queryClient.invalidateQueries({ queryKey: waitingQuery.queryKey });
      },
      Math.max(0, readAt.current + READ_MS - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [list, queryClient]);
}
