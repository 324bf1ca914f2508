import type { Page } from 'playwright-core';

/** How a page has jumped since it was opened. */
export interface LayoutShift {
  /** The cumulative layout shift; 0 for nothing. */
  total: number;
  /** The elements that moved, with their position before and after: `0.029 p.subtitle 12,80 480×20 → 12,100 480×20`. */
  moved: string[];
}

/** Which of the browser's entries are read; its types are not in TypeScript's library. */
interface LayoutShiftEntry {
  value: number;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

/** How the page has jumped since it was opened. Call it before any input. */
export function layoutShift(page: Page): Promise<LayoutShift> {
  return page.evaluate(
    () =>
      new Promise<LayoutShift>((resolve) => {
        const shift: LayoutShift = { total: 0, moved: [] };
        const place = ({ x, y, width, height }: DOMRectReadOnly) =>
          `${Math.round(x)},${Math.round(y)} ${Math.round(width)}×${Math.round(height)}`;
        const name = (node: Node | null) =>
          node instanceof Element
            ? `${node.localName}.${node.className} “${node.textContent.slice(0, 40)}”`
            : (node?.nodeName ?? 'an element that is gone');
        const add = (entries: PerformanceEntryList) => {
          for (const entry of entries) {
            const { value, sources }: LayoutShiftEntry = Object(entry);
            shift.total += value;
            for (const { node, previousRect, currentRect } of sources)
              shift.moved.push(
                `${value.toFixed(3)} ${name(node)} ${place(previousRect)} → ${place(currentRect)}`,
              );
          }
        };
        const observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        // Buffered entries are delivered after the next frame.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            add(observer.takeRecords());
            resolve(shift);
          }),
        );
      }),
  );
}
