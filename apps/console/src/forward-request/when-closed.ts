import type { Socket } from 'node:net';

/** What is to be called when a connection closes. One listener for each connection, because it may have many requests at once. */
const callbacksOf = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `onClosed` when the connection of a client closes, or at once when it is closed already. A response that waits behind another
 * one on its connection (HTTP pipelining) gets no `close` event of its own.
 *
 * @returns the function that withdraws the callback
 */
export function whenClosed(socket: Socket, onClosed: () => void): () => void {
  const callbacks = callbacksOf.get(socket) ?? listen(socket);
  callbacks.add(onClosed);
  if (socket.closed) onClosed();
  return () => void callbacks.delete(onClosed);
}

function listen(socket: Socket): Set<() => void> {
  const callbacks = new Set<() => void>();
  callbacksOf.set(socket, callbacks);
  socket.once('close', () => {
    for (const callback of callbacks) callback();
  });
  return callbacks;
}
