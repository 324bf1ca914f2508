import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** How a program ended, and what it wrote. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program and returns how it ended. Kills it after `maxMs`; the code is null then. Rejects when it cannot be started. */
export function run(
  command: string,
  args: readonly string[],
  { maxMs = 120_000, env }: { maxMs?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: maxMs,
      ...(env && { env }),
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

/** Runs a program that must succeed, and returns its standard output. @throws an Error with the end of what it wrote */
export async function output(
  command: string,
  args: readonly string[],
  options: { maxMs?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} failed (${code}): ${lastLines(stderr || stdout)}`);
  return stdout;
}

/** Runs a program that writes much into a log file. @throws an Error with the end of the log when it fails */
export async function runLogged(
  command: string,
  args: readonly string[],
  { logFile, cwd, maxMs }: { logFile: string; cwd: string; maxMs: number },
): Promise<void> {
  const log = openSync(logFile, 'w');
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(command, args, { cwd, stdio: ['ignore', log, log], timeout: maxMs });
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0)
      throw new Error(
        `${command} failed (${code}), see ${logFile}: ${lastLines(readFileSync(logFile, 'utf8'))}`,
      );
  } finally {
    closeSync(log);
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-4).join(' | ');
}
