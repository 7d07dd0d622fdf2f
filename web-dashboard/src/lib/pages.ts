/** Lists of the API, page by page (`{"items": […], "next": cursor}`), as one that grows. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

export interface Page<T> {
  items: T[];
  next?: string | null;
}

export interface List<T> {
  items: T[];
  /** The first page is not there yet. */
  loading: boolean;
  error: Error | null;
  more: boolean;
  loadMore: () => void;
  loadingMore: boolean;
  reload: () => void;
}

export function useList<T>(
  queryKey: unknown[],
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  { enabled = true, refetchInterval }: { enabled?: boolean; refetchInterval?: number } = {},
): List<T> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled,
    refetchInterval,
    placeholderData: (before) => before,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return {
    items,
    loading: query.isPending && enabled,
    error: query.error,
    more: query.hasNextPage,
    loadMore: () => {
      if (!query.isFetchingNextPage) void query.fetchNextPage();
    },
    loadingMore: query.isFetchingNextPage,
    reload: () => void query.refetch(),
  };
}
