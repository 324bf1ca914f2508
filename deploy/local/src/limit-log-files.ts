import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 128 * 1024 * 1024;

/**
 * Checks the log files twice a minute and empties those above 128 MB. The processes write to the files directly, not through the
 * launcher, so that they continue to run when the launcher is killed.
 */
export function limitLogFiles(folder: string): void {
  const timer = setInterval(() => {
    for (const name of logsIn(folder)) {
      const file = join(folder, name);
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > MAX_BYTES) truncateSync(file, 0);
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
