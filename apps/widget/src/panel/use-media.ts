import { useLayoutEffect, useState } from 'preact/hooks';

/** On such a screen the chat fills it. */
export const SMALL_SCREEN = '(max-width: 479.98px)';

/** Whether a media query matches, now and after every change. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useLayoutEffect(() => {
    const list = matchMedia(query);
    const change = (): void => setMatches(list.matches);
    change();
    list.addEventListener('change', change);
    return () => list.removeEventListener('change', change);
  }, [query]);
  return matches;
}
