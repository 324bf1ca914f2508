import { AuthorizationError, PermissionViolationError } from '@nats-io/transport-node';

/** An operation that the server does not allow to the user of a connection. */
export type NatsRefusal =
  | { operation: 'publish' | 'subscribe'; subject: string }
  /** User or password are wrong. */
  | { operation: 'connect' };

/** The refusal behind an error of the client library; undefined for every other error. */
export function refusalIn(error: unknown): NatsRefusal | undefined {
  if (error instanceof AuthorizationError) return { operation: 'connect' };
  if (!(error instanceof PermissionViolationError)) return undefined;
  const operation = error.operation === 'publish' ? 'publish' : 'subscribe';
  return { operation, subject: error.subject };
}
