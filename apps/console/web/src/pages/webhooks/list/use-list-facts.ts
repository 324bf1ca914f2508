import { useQueries } from '@tanstack/react-query';
import {
  type Circuit,
  circuitsOfQuery,
  WEBHOOKS_AT_ONCE,
  webhookStatisticsQuery,
} from '../../../api/deliveries.js';
import { type Traffic, trafficOf } from './traffic-of.js';

/** What the list shows about a webhook besides its settings. */
export interface ListFacts {
  /** The traffic of a webhook; undefined while it is being loaded, null when it is not available. */
  trafficOf: (webhookId: string) => Traffic | null | undefined;
  circuitOf: (webhookId: string) => Circuit | undefined;
}

/** Reads the traffic and the circuits of the listed webhooks: a request for every 50 of them. */
export function useListFacts(webhookIds: readonly string[]): ListFacts {
  const chunks = Array.from({ length: Math.ceil(webhookIds.length / WEBHOOKS_AT_ONCE) }, (_, at) =>
    webhookIds.slice(at * WEBHOOKS_AT_ONCE, (at + 1) * WEBHOOKS_AT_ONCE),
  );
  const statistics = useQueries({ queries: chunks.map((ids) => webhookStatisticsQuery(ids)) });
  const circuits = useQueries({ queries: chunks.map((ids) => circuitsOfQuery(ids)) });
  return {
    trafficOf: (webhookId) => {
      const at = chunks.findIndex((ids) => ids.includes(webhookId));
      const { data, error } = statistics[at] ?? { data: undefined, error: null };
      if (data === undefined) return error === null ? undefined : null;
      return trafficOf(data, webhookId);
    },
    circuitOf: (webhookId) =>
      circuits.flatMap(({ data }) => data?.items ?? []).find(({ webhook_id }) => webhook_id === webhookId),
  };
}
