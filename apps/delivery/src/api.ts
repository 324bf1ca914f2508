import type { ApiDescription } from '@flowforge/service-kit/openapi/openapi';
import { WEBHOOKS } from './webhook-body/webhooks-document.js';

/** The API as its OpenAPI document describes it. */
export const API: ApiDescription = {
  service: 'delivery',
  description:
    'Deliveries of events to webhooks, their attempts, resending, recoveries, circuits, and statistics. The requests that your endpoint receives are described here too. Your endpoint has 15 seconds to answer each of them.',
  webhooks: WEBHOOKS,
};
