import type { Library } from './types.ts';

export const queryClients: Library = {
  family: 'TanStack Query',
  packages: [
    '@tanstack/react-query',
    '@tanstack/vue-query',
    '@tanstack/solid-query',
    '@tanstack/svelte-query',
    '@tanstack/query-core',
    'react-query',
  ],
  exports: {
    '*': 'tanstack.value',
    QueryClient: 'new tanstack.client',
    useQueryClient: 'tanstack.useClient',
    useMutation: 'tanstack.useMutation',
    createMutation: 'tanstack.useMutation',
    useQuery: 'tanstack.useQuery',
    useInfiniteQuery: 'tanstack.useQuery',
    createQuery: 'tanstack.useQuery',
    // What a hook of one's own is said to give back.
    UseMutationResult: 'tanstack.mutation',
    UseQueryResult: 'tanstack.query',
  },
  kinds: {
    'tanstack.value': {},
    'tanstack.useClient': { returns: { '()': 'tanstack.client' } },
    // What is set, read or marked old in its cache is in memory.
    'tanstack.client': {
      effect: 'http',
      reads:
        'fetchQuery prefetchQuery fetchInfiniteQuery prefetchInfiniteQuery ensureQueryData ensureInfiniteQueryData refetchQueries',
    },
    'tanstack.useMutation': { returns: { '()': 'tanstack.mutation' } },
    'tanstack.mutation': { effect: 'http', writes: 'mutateAsync', get: { mutateAsync: 'tanstack.send' } },
    'tanstack.send': { effect: 'http', self: 'write' },
    'tanstack.useQuery': { returns: { '()': 'tanstack.query' } },
    'tanstack.query': { effect: 'http', reads: 'refetch fetchNextPage', get: { refetch: 'tanstack.fetch' } },
    'tanstack.fetch': { effect: 'http', self: 'read' },
  },
};
