import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Chat } from './chat.service.js';
import type { Language } from '../texts/language.js';

/** What every view needs. */
export interface Ui extends Language {
  chat: Chat;
  /** The chat fills the page: it is no dialog and cannot be closed. */
  isFullPage: boolean;
}

const UiContext = createContext<Ui | null>(null);
export const UiProvider = UiContext.Provider;

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (ui === null) throw new Error('a view is outside of UiProvider');
  return ui;
}
