import { execFile } from 'node:child_process';
import { programPath } from '@flowforge/testing/program';

const SCRIPT = programPath('apps/registry/dist/operator/main.js');

/** How a command ended, and what it printed. */
export interface OperatorRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command of the operator as a process. `input` is its standard input, `settings` are further settings. */
export function runOperator(
  databaseUrl: string,
  args: string[],
  { input = '', settings = {} }: { input?: string; settings?: NodeJS.ProcessEnv } = {},
): Promise<OperatorRun> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SCRIPT, ...args],
      { env: { DATABASE_URL: databaseUrl, ...settings } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    // A command that reads no input may have ended.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
