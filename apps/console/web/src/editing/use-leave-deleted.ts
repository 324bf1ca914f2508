import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import type { Link } from '../frame/link.js';

/**
 * What follows the delete of a thing: leads to the list, forgets the thing, and reads the list again. The page is left first, because it
 * would read the deleted thing again.
 *
 * @param list the page of the list
 * @param queryKey key of the thing's query; the queries of its list begin with the same noun
 */
export function useLeaveDeleted(list: ComponentProps<typeof Link>['to'], queryKey: QueryKey) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return async (): Promise<void> => {
    await navigate({ to: list });
    queryClient.removeQueries({ queryKey });
    await queryClient.invalidateQueries({ queryKey: queryKey.slice(0, 1) });
  };
}
