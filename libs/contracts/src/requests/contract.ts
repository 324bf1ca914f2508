import type { Static, TSchema } from 'typebox';
import { compile, type Compiled } from '../compiled.js';
import type { ServiceName } from '../words.js';

/**
 * A request that one service sends to another over NATS request/reply. Both sides work with parsed JSON.
 *
 * Both sides ignore properties that they do not know: a field can be added while two releases run side by side.
 */
export interface RequestContract<Request, Reply> {
  readonly subject: string;
  /** The service that replies. */
  readonly service: ServiceName;
  /** How long the caller waits for the reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Validates the request; called by the replying service. Throws ContractViolationError. */
  parseRequest(this: void, value: unknown): Request;
  /** Validates the reply; called by the calling service. Throws ContractViolationError. */
  parseReply(this: void, value: unknown): Reply;
}

/** Thrown when the other side sent a value that breaks the contract. `at` is a JSON pointer; it holds no value of the data. */
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
  throw new ContractViolationError(subject, side, compiled.errorPath(value));
}
