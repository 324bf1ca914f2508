import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endOrphan, killRecorded } from '@flowforge/local-servers/pid-file';
import type { Folders } from './folders.js';

/** Stops the processes of a run that was killed: first the services, then the servers. */
export async function stopOrphans(folders: Folders, say: (line: string) => void): Promise<void> {
  const stopped = await Promise.all(
    servicePidFiles(folders).map((file) => endOrphan(file, 'a service', { graceMs: 3_000 })),
  );
  const count = stopped.filter(Boolean).length;
  if (count > 0) say(`stopped ${count} service processes that an earlier, killed run had left`);
  // Also with DATABASE_URL and NATS_URL: the killed run may have been started without them.
  const [postgres, nats] = serverPidFiles(folders);
  await endOrphan(nats, 'nats-server');
  await endOrphan(postgres, 'Postgres', { signal: 'SIGINT' });
}

/** SIGKILL to every process that this one has started and not stopped. */
export function killAll(folders: Folders): void {
  for (const file of [...servicePidFiles(folders), ...serverPidFiles(folders)]) killRecorded(file);
}

function servicePidFiles(folders: Folders): string[] {
  try {
    return readdirSync(folders.pids)
      .filter((name) => name.endsWith('.pid'))
      .map((name) => join(folders.pids, name));
  } catch {
    return [];
  }
}

function serverPidFiles(folders: Folders): [postgres: string, nats: string, initdb: string] {
  return [
    join(folders.postgres, 'postgres.pid'),
    join(folders.nats, 'nats.pid'),
    join(folders.postgres, 'initdb.pid'),
  ];
}
