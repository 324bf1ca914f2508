import { useLayoutEffect, useState } from 'preact/hooks';
import type { Store } from './store.js';

/** The value of a store; the component is drawn again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [drawn, draw] = useState(store.value);
  useLayoutEffect(() => {
    draw(store.value);
    return store.watch(() => draw(store.value));
  }, [store]);
  return drawn;
}
