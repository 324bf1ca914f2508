import { SERVICE_NAMES, type ServiceName } from '@flowforge/contracts/words';

/** The service that owns each first path segment after `/v1`. */
const OWNERS: ReadonlyMap<string, ServiceName> = new Map<string, ServiceName>([
  ['webhooks', 'registry'],
  ['assignments', 'registry'],
  ['api-keys', 'registry'],
  ['users', 'registry'],
  ['sessions', 'registry'],
  ['invitations', 'registry'],
  ['password-resets', 'registry'],
  ['setup', 'registry'],
  ['audit-log', 'registry'],
  ['workspace', 'registry'],
  ['assistants', 'conversations'],
  ['widgets', 'conversations'],
  ['forms', 'conversations'],
  ['intents', 'conversations'],
  ['contacts', 'conversations'],
  ['captured-forms', 'conversations'],
  ['captured-intents', 'conversations'],
  ['conversations', 'conversations'],
  ['chat', 'conversations'],
  ['deliveries', 'delivery'],
  ['recoveries', 'delivery'],
  ['circuits', 'delivery'],
  ['test-events', 'delivery'],
  ['statistics', 'delivery'],
]);

/** The service of each path of an OpenAPI document. */
const DOCUMENTS: ReadonlyMap<string, ServiceName> = new Map(
  SERVICE_NAMES.flatMap((service) => [
    [`/docs/${service}-json`, service],
    [`/docs/${service}-yaml`, service],
  ]),
);

/** The paths of the OpenAPI documents. Other addresses below `/docs` are pages of the console. */
export const DOCUMENT_PATHS: readonly string[] = [...DOCUMENTS.keys()];

/**
 * The service that owns a request's target (path and query, unchanged): `/v1/<its segment>…`, or its OpenAPI document at
 * `/docs/<service>-json` or `-yaml`. Undefined when no service owns it. The path is not decoded: a path that the service would read
 * differently from the front door has no owner.
 */
export function ownerOf(target: string): ServiceName | undefined {
  const path = target.split(/[?#]/, 1)[0] ?? '';
  const [, root, segment = ''] = path.split('/', 3);
  return root === 'v1' ? OWNERS.get(segment) : DOCUMENTS.get(path);
}
