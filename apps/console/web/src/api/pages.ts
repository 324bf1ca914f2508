import { type QueryKey, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';

/** A page of a list, as the API has it. */
export interface ListPage<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Reads the first pages of a list, one after another. `next_cursor` is that of the last one that was read. */
export async function readPages<Item>(
  load: (cursor: string | undefined) => Promise<ListPage<Item>>,
  maxPages: number,
): Promise<ListPage<Item>> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { items: more, next_cursor } = await load(cursor);
    items.push(...more);
    if (next_cursor === null) return { items, next_cursor };
    cursor = next_cursor;
  }
  return { items, next_cursor: cursor ?? null };
}

interface PagesOptions<Item> {
  queryKey: QueryKey;
  /** Loads the page at the cursor; the first one without. */
  load: (cursor: string | undefined) => Promise<ListPage<Item>>;
  /** Reads the list again every few seconds while the page is visible. */
  isLive?: boolean;
}

/** A list that grows with “Load more”. */
export interface Pages<Item> {
  query: UseInfiniteQueryResult<unknown>;
  /** Undefined while the first page is being loaded. */
  items: Item[] | undefined;
  /** For `LoadMore` of the design system. */
  more: { hasMore: boolean; isLoading: boolean; onLoad: () => void };
}

/** How often a live list is read again. */
export const LIVE_MS = 3_000;
/** A list with more pages is not read again by itself: that would cost a request for each page. */
const LIVE_PAGES = 3;

/** Reads a list page by page. */
export function usePages<Item>({ queryKey, load, isLive = false }: PagesOptions<Item>): Pages<Item> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ListPage<Item>) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      isLive && (state.data?.pages.length ?? 0) <= LIVE_PAGES ? LIVE_MS : false,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return {
    query,
    items,
    more: {
      hasMore: query.hasNextPage,
      isLoading: query.isFetchingNextPage,
      onLoad: () => void query.fetchNextPage(),
    },
  };
}
