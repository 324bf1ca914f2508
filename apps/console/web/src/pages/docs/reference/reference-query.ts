import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { queryOptions } from '@tanstack/react-query';
import { ApiError, unreachable } from '../../../api/api-error.js';
import type { OpenApiDocument } from './openapi.js';
import { readReference } from './read-reference.js';

/** The API reference, from the OpenAPI documents of all services. Needs no session. */
export const referenceQuery = queryOptions({
  queryKey: ['reference'],
  queryFn: async () => readReference(await Promise.all(SERVICE_NAMES.map(readDocument))),
  staleTime: Infinity,
});

async function readDocument(service: string): Promise<OpenApiDocument> {
  const response = await fetch(documentPath(service)).catch(() => {
    throw unreachable();
  });
  const body = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(response.status, body);
  return body;
}

/** The address of a service's OpenAPI document. */
export function documentPath(service: string): string {
  return `/docs/${service}-json`;
}
