import type { Static, TSchema } from 'typebox';
import { compile, type Compiled } from '../compiled.js';
import type { ServiceName } from '../words.js';

/**
 * A question that one service asks another over NATS request/reply, in parsed JSON on both sides.
 *
 * Both sides ignore properties they do not know, so that a field can be added while two releases run side by side.
 */
export interface RequestContract<Request, Reply> {
  readonly subject: string;
  /** The service that answers. */
  readonly service: ServiceName;
  /** How long the asker waits before the other side counts as away, in milliseconds. */
  readonly timeoutMs: number;
  /** The request, checked by the one who answers. Throws ContractViolationError. */
  parseRequest(this: void, value: unknown): Request;
  /** The reply, checked by the one who asked. Throws ContractViolationError. */
  parseReply(this: void, value: unknown): Reply;
}

/** Thrown where the other side sent what the contract does not allow. `at` is a JSON pointer without any value. */
export class ContractViolationError extends Error {
  constructor(
    readonly subject: string,
    readonly side: 'request' | 'reply',
    readonly at: string,
  ) {
    super(`the ${side} of ${subject} breaks its contract at "${at}"`);
    this.name = 'ContractViolationError';
  }
}

/** Compiles a request contract from its two schemas. */
export function defineRequest<Request extends TSchema, Reply extends TSchema>(definition: {
  name: string;
  service: ServiceName;
  timeoutMs: number;
  request: Request;
  reply: Reply;
}): RequestContract<Static<Request>, Static<Reply>> {
  const { service, timeoutMs } = definition;
  const subject = `${service}.${definition.name}`;
  const request = compile(definition.request);
  const reply = compile(definition.reply);
  return {
    subject,
    service,
    timeoutMs,
    parseRequest: (value) => parse(request, value, subject, 'request'),
    parseReply: (value) => parse(reply, value, subject, 'reply'),
  };
}

function parse<Value>(
  compiled: Compiled<Value>,
  value: unknown,
  subject: string,
  side: 'request' | 'reply',
): Value {
  if (compiled.check(value)) return value;
  throw new ContractViolationError(subject, side, compiled.faultAt(value));
}
