import type { ProcessExit } from '@flowforge/local-servers/server-process';

/** The line about a process that is started again: how it ended, when it starts again, where its log is. @param delayMs time before the start, in milliseconds */
export function downText(name: string, exit: ProcessExit | Error, delayMs: number, logFile: string): string {
  const seconds = `${delayMs / 1000} s`;
  if (exit instanceof Error)
    return `${name} could not be started again (${exit.message}); the next try is in ${seconds}. Its log: ${logFile}`;
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  return `${name} ended unexpectedly (${how}); it starts again in ${seconds}. Its log: ${logFile}`;
}
