import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Where a class finds the process's log: `@Inject(LOG) log: Log`. */
export const LOG = Symbol('log');

/** Lines are written together, at the latest after this; what is gathered when the process exits is written then. */
const FLUSH_MS = 200;
const CHUNK_CHARACTERS = 32 * 1024;
const WRITE_BYTES = 128 * 1024;
/** With a reader that takes no more, chunks beyond this are dropped, and counted. */
const BACKLOG_BYTES = 16 * 1024 * 1024;

/**
 * Gathers lines into chunks for standard output. The stream behind it measures what it holds again with every write, which for
 * single lines was a quarter of what a busy process allocates.
 */
class Output {
  private readonly stream = pino.destination({
    dest: 1,
    sync: false,
    // It writes when it is told to; what it still holds at an exit can be written synchronously.
    minLength: WRITE_BYTES / 2,
    maxWrite: WRITE_BYTES,
    maxLength: BACKLOG_BYTES,
  });
  private lines: string[] = [];
  private characters = 0;
  /** Chunks that were dropped and not told of yet. */
  dropped = 0;

  constructor() {
    this.stream.on('drop', () => (this.dropped += 1));
  }

  write(line: string): void {
    this.lines.push(line);
    this.characters += line.length;
    if (this.characters >= CHUNK_CHARACTERS) this.flush();
  }

  flush(): void {
    this.handOver();
    this.stream.flush();
  }

  flushSync(): void {
    // First what waits, which makes room for the rest.
    this.stream.flushSync();
    this.handOver();
    this.stream.flushSync();
  }

  private handOver(): void {
    if (this.lines.length === 0) return;
    const chunk = this.lines.join('');
    this.lines = [];
    this.characters = 0;
    this.stream.write(chunk);
  }
}

/** A JSON logger on standard output; what could hold a secret is cut out wherever it stands. */
export function createLog(service: string, level: string): Log {
  const output = new Output();
  const log = pino(
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
  setInterval(() => {
    const { dropped } = output;
    if (dropped > 0) log.error({ chunks: dropped }, 'log.dropped');
    output.flush();
    // Told, unless there was no room for the telling either.
    if (output.dropped === dropped) output.dropped = 0;
  }, FLUSH_MS).unref();
  process.on('exit', () => output.flushSync());
  return log;
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
