import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Where a class finds the process's log: `@Inject(LOG) log: Log`. */
export const LOG = Symbol('log');

/** Lines are written together, at the latest after this; what is buffered when the process exits is written then. */
const FLUSH_MS = 200;
const BUFFER_BYTES = 8 * 1024;

/** A JSON logger on standard output; what could hold a secret is cut out wherever it stands. */
export function createLog(service: string, level: string): Log {
  const output = pino.destination({ dest: 1, sync: false, minLength: BUFFER_BYTES });
  setInterval(() => output.flush(), FLUSH_MS).unref();
  process.on('exit', () => output.flushSync());
  return pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        // Of the line itself: a search through nested objects doubles the cost of every line.
        paths: ['authorization', 'secret', 'key', 'token', 'password'],
        censor: '[masked]',
      },
    },
    output,
  );
}

/** Nest's own messages, on the same log. Its start-up chatter goes to `debug`. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: unknown): void {
    this.write('debug', message, context);
  }

  verbose(message: unknown, context?: unknown): void {
    this.write('debug', message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.write('debug', message, context);
  }

  warn(message: unknown, context?: unknown): void {
    this.write('warn', message, context);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest.at(-1));
  }

  fatal(message: unknown, context?: unknown): void {
    this.write('fatal', message, context);
  }

  private write(level: 'debug' | 'warn' | 'error' | 'fatal', message: unknown, context: unknown): void {
    const error = message instanceof Error ? { err: message } : {};
    this.target[level]({ context, ...error }, message instanceof Error ? message.message : String(message));
  }
}
