import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** The figures are not read more often than this because of a list, in milliseconds. */
const FIGURES_MS = 2_000;

/** Reads the figures of webhooks again when a live list has changed, so that both say the same. Undefined while the list is loaded. */
export function useFreshFigures(list: readonly unknown[] | undefined): void {
  const queryClient = useQueryClient();
  // The figures are as new as the first answer of the list.
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
        void queryClient.invalidateQueries({ queryKey: ['statistics'] });
      },
      Math.max(0, readAt.current + FIGURES_MS - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [list, queryClient]);
}
