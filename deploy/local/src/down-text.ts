import type { ProcessExit } from '@flowforge/local-servers/server-process';

/** The line about a process that is started again: how it ended, when it starts again, where its log is. @param delayMs time before the start, in milliseconds */
export function downText(name: string, exit: ProcessExit | Error, delayMs: number, logFile: string): string {
  return `${name} ${endOf(exit)}; it starts again in ${delayMs / 1000} s. Its log: ${logFile}`;
}

function endOf(exit: ProcessExit | Error): string {
  if (exit instanceof Error) return `could not be started again (${exit.message})`;
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  return `ended unexpectedly (${how})`;
}
