import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Moves the focus to what the visitor does next when the text box is replaced by "Start a new chat" and back: the focused element
 * goes away then. Leaves the focus alone when it is outside of the chat.
 */
export function useFocusOnTask(content: { current: HTMLElement | null }, hasEnded: boolean): void {
  const known = useRef(hasEnded);
  useLayoutEffect(() => {
    if (known.current === hasEnded) return;
    known.current = hasEnded;
    const root = content.current?.getRootNode();
    const isElsewhere = document.hasFocus() && document.activeElement !== document.body;
    const isHere = root instanceof ShadowRoot && document.activeElement === root.host;
    if (isElsewhere && !isHere) return;
    content.current
      ?.querySelector<HTMLElement>('.composer-text, .start-again')
      ?.focus({ preventScroll: true });
  }, [hasEnded]);
}
