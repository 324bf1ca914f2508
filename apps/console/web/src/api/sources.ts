import { queryOptions } from '@tanstack/react-query';
import { answer } from './answer.js';
import { api } from './client.js';

/** What a webhook can be assigned to, by its id. */
export type SourceNames = ReadonlyMap<string, Source>;

interface Source {
  kind: 'assistant' | 'form';
  name: string;
}

/** The names of the newest 200 assistants and 200 forms. */
export const sourceNamesQuery = queryOptions({
  queryKey: ['source-names'],
  queryFn: async (): Promise<SourceNames> => {
    const query = { limit: 200 };
    const [assistants, forms] = await Promise.all([
      answer(api.GET('/v1/assistants', { params: { query } })),
      answer(api.GET('/v1/forms', { params: { query } })),
    ]);
    return new Map<string, Source>([
      ...assistants.items.map(({ id, name }) => [id, { kind: 'assistant', name }] as const),
      ...forms.items.map(({ id, name }) => [id, { kind: 'form', name }] as const),
    ]);
  },
  staleTime: 30_000,
});
