import { join } from 'node:path';

/** The folders and files of a local run, all below `.flowforge` in the checkout. */
export interface Folders {
  root: string;
  /** Deleted by `--reset`. */
  data: string;
  postgres: string;
  nats: string;
  stateFile: string;
  logs: string;
  pids: string;
  /** A downloaded nats-server; `--reset` does not delete it. */
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
