import { useLayoutEffect, useRef } from 'preact/hooks';
import { isFocusLost } from '../appearance/focus.js';

/**
 * Moves the focus to what the visitor does next when the text box is replaced by "Start a new chat" and back: the focused element
 * goes away then.
 */
export function useFocusOnTask(content: { current: HTMLElement | null }, hasEnded: boolean): void {
  const known = useRef(hasEnded);
  useLayoutEffect(() => {
    if (known.current === hasEnded) return;
    known.current = hasEnded;
    if (!isFocusLost(content.current)) return;
    content.current
      ?.querySelector<HTMLElement>('.composer-text, .start-again')
      ?.focus({ preventScroll: true });
  }, [hasEnded]);
}
