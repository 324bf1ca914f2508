import { Type, type TSchema } from 'typebox';
import { Uuid } from '../ids.js';
import { InstantSchema } from '../time.js';

/** The kinds of routing changes. */
export const ROUTING_CHANGE_KINDS = ['webhook.changed', 'assignment.changed'] as const;
export type RoutingChangeKind = (typeof ROUTING_CHANGE_KINDS)[number];

/** The NATS subject of a routing change, such as `routing.webhook.changed.v1`. */
export function routingSubject(kind: RoutingChangeKind, version: number): string {
  return `routing.${kind}.v${version}`;
}

/** Names of event types. They may include types of newer releases, which an older reader stores and never matches. */
export const EventTypeNames = Type.Array(Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)+$' }));

/**
 * The schema of version 1 of a routing change. `id` is the change's own UUIDv7; `changed_at` the time of its commit. The body holds
 * the complete webhook or assignment after the change, so changes may arrive late, twice or out of order: the highest `revision`
 * wins. The rules for versions are those of events (events/envelope.ts).
 */
export function routingChangeV1<
  const Kind extends RoutingChangeKind,
  const Body extends Record<string, TSchema>,
>(kind: Kind, body: Body) {
  return Type.Object({
    id: Uuid,
    kind: Type.Literal(kind),
    version: Type.Literal(1),
    workspace_id: Uuid,
    changed_at: InstantSchema,
    ...body,
  });
}
