import { Type } from 'typebox';
import { compile, type Compiled } from '../compiled.js';
import { malformed, parseJson, toJsonBytes, unknownVersion, type Decoded } from '../decoding.js';
import { compiledAssignmentChanged, type AssignmentChanged } from './assignment-changed.js';
import { compiledWebhookChanged, type WebhookChanged } from './webhook-changed.js';

/** Any routing change that this release can read and write. */
export type RoutingChange = WebhookChanged | AssignmentChanged;

/** Thrown for a change that breaks its own schema. It is a bug of the writer, and rolls back the writer's transaction. */
export class InvalidRoutingChangeError extends TypeError {
  constructor(readonly at: string) {
    super(`the routing change does not fit its schema at "${at}"`);
    this.name = 'InvalidRoutingChangeError';
  }
}

const READERS = new Map<string, Compiled<RoutingChange>>([
  ['webhook.changed', compiledWebhookChanged],
  ['assignment.changed', compiledAssignmentChanged],
]);

/** The fields that every version of every change has. */
const header = compile(
  Type.Object({
    kind: Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)+$' }),
    version: Type.Integer({ minimum: 1 }),
  }),
);

/** A webhook whose payload version has a valid format; a newer release may know it. */
const datedPayload = compile(
  Type.Object({ webhook: Type.Object({ payload_version: Type.String({ pattern: '^\\d{4}-\\d{2}$' }) }) }),
);
const PAYLOAD_VERSION_AT = '/webhook/payload_version';

/** The bytes to store in the outbox. Throws InvalidRoutingChangeError. */
export function encodeRoutingChange(change: RoutingChange): Buffer {
  const reader = change.kind === 'webhook.changed' ? compiledWebhookChanged : compiledAssignmentChanged;
  if (!reader.check(change)) throw new InvalidRoutingChangeError(reader.errorPath(change));
  return toJsonBytes(change);
}

/**
 * Reads a routing change from the outbox or the stream. Never throws. A kind, a version or a payload version that this
 * release does not know is `unknown_version`: keep the message for a newer release.
 */
export function decodeRoutingChange(bytes: Uint8Array): Decoded<RoutingChange> {
  const value = parseJson(bytes);
  if (!header.check(value)) return malformed(header.errorPath(value));
  const reader = READERS.get(value.kind);
  if (reader === undefined) return unknownVersion('/kind');
  if (value.version !== 1) return unknownVersion('/version');
  if (reader.check(value)) return { ok: true, value };
  const at = reader.errorPath(value);
  return at === PAYLOAD_VERSION_AT && datedPayload.check(value) ? unknownVersion(at) : malformed(at);
}
