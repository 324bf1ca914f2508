import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const MOST_BYTES = 128 * 1024 * 1024;

/**
 * Looks twice a minute for log files that have grown too large, and empties them: the servers write into the
 * files themselves, appending, so that they outlive the launcher and nothing stands between.
 */
export function boundLogs(folder: string): void {
  const timer = setInterval(() => {
    for (const name of logsIn(folder)) {
      const file = join(folder, name);
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > MOST_BYTES) truncateSync(file, 0);
    }
  }, 30_000);
  timer.unref();
}

function logsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.log'));
  } catch {
    return [];
  }
}
