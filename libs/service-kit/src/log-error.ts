/** What a log line shows of an error. Nothing in it can hold what a customer sent. */
export interface LoggedError {
  /** Class of the error, or the type of the value when something else was thrown. */
  type: string;
  /** Only for errors of our own classes, and for texts of libraries that never change. */
  message?: string;
  /** What a well-known code means. */
  reason?: string;
  /** SQLSTATE of Postgres, error code of Node or of a library. */
  code?: string | number;
  /** The violated constraint and its table, as Postgres names them. */
  constraint?: string;
  table?: string;
  /** Where it was thrown: `function (file:line:column)`, innermost first. */
  frames?: string[];
  cause?: LoggedError;
  /** The first errors of an AggregateError. */
  errors?: LoggedError[];
}

/**
 * An error class of ours sets this property to true when its message is written by us and holds nothing that a
 * customer sent. Only then does the log show the message.
 */
export const MESSAGE_IS_LOGGABLE = 'messageIsLoggable';

const FRAMES_MAX = 20;
const CAUSES_MAX = 5;
const AGGREGATED_MAX = 5;
const IDENTIFIER = /^[A-Za-z_$][\w$]{0,62}$/;
const CODE = /^[A-Za-z0-9_.-]{1,64}$/;
/** One line of a V8 stack: a function, if it has a name, and a place in a file. */
const FRAME = /^ {4}at (?:[^()]{0,200} \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^()]{1,400}:\d+:\d+\)?$/;
const NATIVE_FRAME = /^ {4}at [^()]{0,200} \((?:<anonymous>|native|index \d+)\)$/;

/** Errors of Nest about its own wiring; their messages name classes only. */
const WIRING_ERRORS = new Set(['RuntimeException']);

/** Texts of `pg` and `pg-pool` that come without a code. */
const KNOWN_MESSAGES = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
]);

const REASONS: readonly [RegExp, string][] = [
  [/^57P0[1-3]$/, 'the database server closed the connection'],
  [/^57014$/, 'the database cancelled the statement, for instance at its time limit'],
  [/^08...$/, 'the connection to the database failed'],
  [/^53...$/, 'the database has no resources left, such as connections or disk'],
  [/^40001$|^40P01$/, 'the database ended the transaction because of a conflict'],
  [/^55P03$/, 'a lock was not available'],
  [/^23505$/, 'a row with this key exists already'],
  [/^23...$/, 'a constraint of the database was violated'],
  [/^22...$/, 'the database refused a value'],
  [/^28...$/, 'the database refused the login'],
  [/^42501$/, 'the database role has no right to do this'],
  [/^42P01$|^42703$|^3F000$/, 'the schema is not as new as the program'],
  [/^25...$/, 'the transaction was in another state than expected'],
  [/^ECONNREFUSED$/, 'nothing listens at the address'],
  [/^ECONNRESET$|^EPIPE$|^UND_ERR_SOCKET$/, 'the other side closed the connection'],
  [/^ETIMEDOUT$|TIMEOUT$/, 'the other side did not answer in time'],
  [/^ENOTFOUND$|^EAI_AGAIN$/, 'the host name could not be resolved'],
  [/^EADDRINUSE$/, 'another process listens on this port'],
  [/^EACCES$|^EPERM$/, 'the system does not permit this'],
];

/**
 * Reduces anything that was thrown to what may be logged: an allow-list of properties, each of a known shape. Messages are
 * left out, because drivers and parsers put values into them; `stack` starts with the message, so only its frames are kept.
 */
export function loggedError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: thrown === null ? 'null' : typeof thrown };
  const code = property(thrown, 'code');
  const result: LoggedError = { type: className(thrown) };
  if (mayShowMessage(thrown)) result.message = thrown.message;
  if (typeof code === 'number' || (typeof code === 'string' && CODE.test(code))) {
    result.code = code;
    const reason = REASONS.find(([pattern]) => pattern.test(String(code)))?.[1];
    if (reason !== undefined) result.reason = reason;
  }
  const [constraint, table] = [property(thrown, 'constraint'), property(thrown, 'table')];
  if (typeof constraint === 'string' && IDENTIFIER.test(constraint)) result.constraint = constraint;
  if (typeof table === 'string' && IDENTIFIER.test(table)) result.table = table;
  const frames = framesOf(thrown);
  if (frames.length > 0) result.frames = frames;
  if (depth >= CAUSES_MAX) return result;
  if (thrown.cause !== undefined) result.cause = loggedError(thrown.cause, depth + 1);
  if (thrown instanceof AggregateError) {
    result.errors = thrown.errors.slice(0, AGGREGATED_MAX).map((error) => loggedError(error, depth + 1));
  }
  return result;
}

function property(error: Error, name: string): unknown {
  return Reflect.get(error, name);
}

function className(error: Error): string {
  const { name } = error.constructor;
  return IDENTIFIER.test(name) ? name : 'Error';
}

function mayShowMessage(error: Error): boolean {
  if (property(error, MESSAGE_IS_LOGGABLE) === true || KNOWN_MESSAGES.has(error.message)) return true;
  for (let at: unknown = Object.getPrototypeOf(error); at instanceof Error; at = Object.getPrototypeOf(at)) {
    if (WIRING_ERRORS.has(at.constructor.name)) return true;
  }
  return false;
}

/** The stack without its first part, which repeats the message; a message may itself look like a frame. */
function framesOf(error: Error): string[] {
  const stack = property(error, 'stack');
  if (typeof stack !== 'string') return [];
  const { message } = error;
  const at = stack.indexOf(message);
  const changed = message === '' ? /^[^\n]*:/.test(stack) : at < 0;
  // The message was changed after the stack was taken, so the end of the old message in the stack is unknown.
  if (changed) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => FRAME.test(line) || NATIVE_FRAME.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.slice('    at '.length));
}
