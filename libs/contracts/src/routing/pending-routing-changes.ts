import { Type } from 'typebox';
import { compile } from '../compiled.js';
import { Uuid } from '../ids.js';
import { parseJson } from '../decoding.js';

/** Path of the request at the registry. It is not part of the public API: the front door does not forward it. */
export const PENDING_ROUTING_CHANGES_PATH = '/internal/pending-routing-changes';

/** Changes that one answer holds at most. */
export const PENDING_ROUTING_CHANGES_MAX = 500;

/**
 * Answer of the registry: the routing changes that it has committed, and that delivery has not settled, oldest first. Each is the base64
 * of the bytes of its message. `next` is the id to ask for the changes behind these with, as `?after=<id>`; null when there are no more.
 */
export interface PendingRoutingChanges {
  changes: string[];
  next: string | null;
}

const schema = compile(
  Type.Object({
    changes: Type.Array(Type.String(), { maxItems: PENDING_ROUTING_CHANGES_MAX }),
    next: Type.Union([Uuid, Type.Null()]),
  }),
);

/** Reads an answer; null when it does not have this form. */
export function decodePendingRoutingChanges(bytes: Uint8Array): PendingRoutingChanges | null {
  const value = parseJson(bytes);
  return schema.check(value) ? value : null;
}
