import { useSyncExternalStore } from 'react';

/** `system` follows the reader's device. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** `apps/console/web/head/theme.js` reads it before the first paint. */
const STORAGE_KEY = 'flowforge-theme';
const readers = new Set<() => void>();

/** The chosen theme, and a function that changes and keeps it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, readTheme), setTheme];
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

function readTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function setTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage is refused: the choice holds until the page is left.
  }
  for (const reader of readers) reader();
}
