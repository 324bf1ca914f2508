import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.js';

const RETRIES = 2;

/**
 * The cache of everything that was read. `onSignedOut` runs when an answer says that the session has ended. The query of the session
 * itself is left out: whoever reads it decides what follows.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const check = (error: Error) => {
    if (error instanceof ApiError && hasNoSession(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (queryKey[0] !== 'session') check(error);
      },
    }),
    mutationCache: new MutationCache({ onError: check }),
    defaultOptions: {
      // A request without a network fails and says so. The default would let it wait for the network, with “Save” waiting, too.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
        staleTime: 2_000,
        retry: (failures, error) => failures < RETRIES && isWorthRetrying(error),
      },
    },
  });
}

/** A request without a cookie is answered as one without an api key. A wrong password is a 401, too, and ends no session. */
function hasNoSession({ status, code }: ApiError): boolean {
  return status === 401 && (code === 'session_ended' || code === 'invalid_api_key');
}

/** A refused request is refused again; no answer and a server's failure may pass. */
function isWorthRetrying(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
