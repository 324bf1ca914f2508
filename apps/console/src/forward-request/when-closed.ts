import type { Socket } from 'node:net';

/** What is to be called when a connection closes. One listener for each connection, because it may have many requests at once. */
const callbacksOf = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `onClosed` when the connection of a client closes. A response that waits behind another one on its connection (HTTP pipelining)
 * gets no `close` event of its own.
 *
 * @returns the function that withdraws the callback
 */
export function whenClosed(socket: Socket, onClosed: () => void): () => void {
  let callbacks = callbacksOf.get(socket);
  if (callbacks === undefined) {
    const all = new Set<() => void>();
    callbacks = all;
    callbacksOf.set(socket, all);
    socket.once('close', () => {
      for (const callback of all) callback();
      all.clear();
    });
  }
  const own = callbacks.add(onClosed);
  return () => own.delete(onClosed);
}
