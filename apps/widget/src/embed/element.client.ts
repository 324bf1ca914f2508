import { addStyle } from './style.client.js';

const NAME = 'flowforge-chat';

/** The widget's place in the page. */
export interface Host {
  element: HTMLElement;
  /** Within the shadow root. It carries the direction, the language and the colours. */
  root: HTMLElement;
}

/** Makes a new element with an open shadow root. It is not in the page yet. */
export function createHost(): Host {
  // A class that was defined by an earlier script of the page does the same.
  if (!customElements.get(NAME)) customElements.define(NAME, class extends HTMLElement {});
  const element = document.createElement(NAME);
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  addStyle(shadow);
  const root = document.createElement('div');
  root.className = 'root';
  // To the page every event in a shadow root comes from its host, which is no text box: its shortcuts would react to what is typed.
  for (const type of ['keydown', 'keyup', 'keypress'] as const) {
    root.addEventListener(type, (event) => event.stopPropagation());
  }
  shadow.append(root);
  return { element, root };
}

/** Resolves when the page has a body. */
export function bodyReady(): Promise<void> {
  return new Promise((resolve) => {
    if (document.body) return resolve();
    document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });
}
