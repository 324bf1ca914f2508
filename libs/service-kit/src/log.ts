import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { activeSpan, isTracing } from '@flowforge/tracing/spans';
import { traceIdOf } from '@flowforge/tracing/traceparent';
import { loggedError } from './log-error.js';

export type Log = Logger;

/** Where a class finds the process's log: `@Inject(LOG) log: Log`. */
export const LOG = Symbol('log');

/** Lines are gathered and written together, at the latest after this time; the rest is written when the process exits. */
const FLUSH_MS = 200;
const CHUNK_CHARACTERS = 32 * 1024;
const WRITE_BYTES = 128 * 1024;
/** When the reader of standard output is slow, chunks beyond this are dropped and counted. */
const BACKLOG_BYTES = 16 * 1024 * 1024;

/**
 * Gathers lines into chunks for standard output. Writing each line alone made a quarter of a busy process's memory allocations,
 * because the stream measures its whole buffer at every write.
 */
class Output {
  private readonly stream = pino.destination({
    dest: 1,
    sync: false,
    // Writes are asynchronous; `flushSync` writes the rest at the exit.
    minLength: WRITE_BYTES / 2,
    maxWrite: WRITE_BYTES,
    maxLength: BACKLOG_BYTES,
  });
  private lines: string[] = [];
  private characters = 0;
  /** Chunks that were dropped and not yet reported in a log line. */
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
    // First what the stream holds: this makes room for the gathered lines.
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

/**
 * A JSON logger on standard output. Of an error under `err` only the allow-list of `loggedError` is written. When the process is traced,
 * a line that is written in a span has its `trace_id`.
 */
export function createLog(service: string, level: string): Log {
  const output = new Output();
  const log = pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: loggedError },
      ...(isTracing() && { mixin: () => ({ trace_id: traceIdOf(activeSpan()) }) }),
      hooks: {
        // Without a text of its own, pino would take the error's message as the text of the line.
        logMethod(args, method) {
          const [first] = args;
          const bare: unknown = first;
          if (bare instanceof Error) method.apply(this, [{ err: bare }, 'error']);
          else method.apply(this, args);
        },
      },
      redact: {
        // Top-level properties only: a search through nested objects doubles the cost of every line.
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
    // Reported, unless the line above was dropped too.
    if (output.dropped === dropped) output.dropped = 0;
  }, FLUSH_MS).unref();
  process.on('exit', () => output.flushSync());
  return log;
}

/**
 * Nest's own messages, on the same log. Start-up messages go to `debug`. Warnings and errors may quote what a customer sent,
 * because Nest passes on errors of handlers as text: of an error the allow-list is logged, of a text only its source.
 */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: unknown): void {
    this.detail(message, context);
  }

  verbose(message: unknown, context?: unknown): void {
    this.detail(message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.detail(message, context);
  }

  warn(message: unknown, context?: unknown): void {
    this.failure('warn', message, context);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.failure('error', message, rest.at(-1));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.failure('fatal', message, rest.at(-1));
  }

  private detail(message: unknown, context: unknown): void {
    if (typeof message === 'string') this.target.debug({ context: contextOf(context) }, message);
  }

  private failure(level: 'warn' | 'error' | 'fatal', message: unknown, context: unknown): void {
    const shown = message instanceof Error ? { err: message } : { text_length: String(message).length };
    this.target[level]({ context: contextOf(context), ...shown }, 'nest.message');
  }
}

/** The class that logs, as Nest names it; a stack may stand in its place. */
function contextOf(context: unknown): string | undefined {
  return typeof context === 'string' && /^[A-Za-z_]\w{0,80}$/.test(context) ? context : undefined;
}
