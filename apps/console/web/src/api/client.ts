import createClient from 'openapi-fetch';
import type { paths as ConversationsPaths } from '../../generated/conversations.js';
import type { paths as DeliveryPaths } from '../../generated/delivery.js';
import type { paths as RegistryPaths } from '../../generated/registry.js';

/** All routes of the public API, from the OpenAPI documents of the services. */
export type Paths = ConversationsPaths & DeliveryPaths & RegistryPaths;

/** The typed client. A route or a field that does not exist does not compile. */
export const api = createClient<Paths>({ baseUrl: '/', credentials: 'same-origin' });
