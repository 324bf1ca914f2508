import { useLayoutEffect } from 'preact/hooks';

/**
 * Makes an element as high as the part of the screen that can be seen: on some phones the keyboard covers the page without making it
 * smaller, and the text box would be below it. A visitor who zooms in sees less of the page, too, but the element keeps its size then.
 */
export function useVisibleHeight(element: { current: HTMLElement | null }, isActive: boolean): void {
  useLayoutEffect(() => {
    const { visualViewport } = window;
    if (!isActive || !visualViewport) return;
    const fit = (): void => {
      if (!element.current) return;
      const { height, offsetTop, scale } = visualViewport;
      element.current.style.height = `${height * scale}px`;
      element.current.style.top = `${scale > 1 ? 0 : offsetTop}px`;
    };
    fit();
    visualViewport.addEventListener('resize', fit);
    visualViewport.addEventListener('scroll', fit);
    return () => {
      visualViewport.removeEventListener('resize', fit);
      visualViewport.removeEventListener('scroll', fit);
      element.current?.style.removeProperty('height');
      element.current?.style.removeProperty('top');
    };
  }, [isActive]);
}
