import { join } from 'node:path';

/** Where a local run keeps its things, all below `.flowforge` in the checkout. */
export interface Folders {
  root: string;
  /** What `--reset` forgets. */
  data: string;
  postgres: string;
  nats: string;
  stateFile: string;
  logs: string;
  pids: string;
  /** A provisioned nats-server; outlives a reset. */
  binaries: string;
  runFile: string;
}

export function foldersOf(root: string): Folders {
  const base = join(root, '.flowforge');
  const data = join(base, 'data');
  return {
    root,
    data,
    postgres: join(data, 'postgres'),
    nats: join(data, 'nats'),
    stateFile: join(data, 'state.json'),
    logs: join(base, 'logs'),
    pids: join(base, 'pids'),
    binaries: join(base, 'bin'),
    runFile: join(base, 'run.json'),
  };
}
