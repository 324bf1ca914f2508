import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 128 * 1024 * 1024;

/**
 * Empties log files that have become too large, checked twice a minute. The servers append to the files directly, so that they can
 * outlive the launcher.
 */
export function boundLogs(folder: string): void {
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
