import { Type, type TSchema } from 'typebox';
import { Uuid } from '../ids.js';
import { InstantSchema } from '../time.js';

/** What can change in the routing. */
export const ROUTING_CHANGE_KINDS = ['webhook.changed', 'assignment.changed'] as const;
export type RoutingChangeKind = (typeof ROUTING_CHANGE_KINDS)[number];

/** The subject that a routing change travels under: `routing.webhook.changed.v1`. */
export function routingSubject(kind: RoutingChangeKind, version: number): string {
  return `routing.${kind}.v${version}`;
}

/** The names of event types, those of newer releases included: an older reader keeps them and never matches them. */
export const EventTypeNames = Type.Array(Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)+$' }));

/**
 * The schema of version 1 of a routing change. `id` is the change's own UUIDv7; `changed_at` its commit. The body
 * holds the whole subject after the change, never a difference, so that changes may arrive late, twice or out of order:
 * the highest `revision` is the truth. Versions follow the rule of events.
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
