import { connect, createServer, type Socket } from 'node:net';
import { listenOnFreePort } from '@flowforge/testing/listen';

/** A line to a server, which a test can cut. */
export interface Line {
  /** Address of the near end. */
  readonly url: string;
  /** Cuts every connection; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

/** @param url address of the far end, http */
export async function startLine(url: string): Promise<Line> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const cut = (): void => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  const near = await listenOnFreePort(server);
  return {
    url: near,
    cut,
    mend: () => {
      isCut = false;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
