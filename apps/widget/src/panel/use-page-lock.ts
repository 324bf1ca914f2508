import { useLayoutEffect } from 'preact/hooks';

/** Keeps the page behind from scrolling while the chat fills a small screen. */
export function usePageLock(isActive: boolean): void {
  useLayoutEffect(() => {
    if (!isActive) return;
    const { style } = document.documentElement;
    const overflow = style.overflow;
    style.overflow = 'hidden';
    return () => {
      style.overflow = overflow;
    };
  }, [isActive]);
}
