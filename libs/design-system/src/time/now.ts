import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const readers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for the whole page, read once a second while a component uses it. */
function subscribe(reader: () => void): () => void {
  readers.add(reader);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of readers) each();
  }, TICK_MS);
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What `read` makes of the time; the component is drawn again when the result changes. `read` gets milliseconds. */
export function useNow<Result extends string | number | boolean>(read: (now: number) => Result): Result {
  return useSyncExternalStore(subscribe, () => {
    if (timer === undefined) now = Date.now();
    return read(now);
  });
}
