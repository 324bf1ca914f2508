import { logLine } from './failure-log.client.js';
import { SECOND_TAG } from './failure-texts.js';
import { Widget } from './widget.service.js';
import type { Options } from './options.js';

type Handler = (detail: object) => void;

/** `window.Flowforge`: what the page's own scripts can do. */
export interface PageApi {
  open(): void;
  close(): void;
  toggle(): void;
  /** Draws the launcher again after `hide`. */
  show(): void;
  /** Takes the launcher away. `open` still opens the chat. */
  hide(): void;
  /** Sends a message as if the visitor had written it; in a new conversation when the last one has ended. */
  send(text: string): void;
  /** Calls `handler` with details of every such event: ready, open, close, start, message, form, end, unread. */
  on(type: string, handler: Handler): void;
  off(type: string, handler: Handler): void;
  /** Makes calls that are written as arrays, such as `['open']`: a page need not know whether the script has loaded. */
  push(...calls: unknown[]): void;
  /** Removes everything from the page. What the visitor has said is kept. */
  destroy(): void;
  /** The id of the conversation in the chat; null before the first message. An ended conversation stays until the next one starts. */
  readonly conversationId: string | null;
  /** Resolves when the chat is drawn. */
  readonly ready: Promise<void>;
}

/** Calls that a page made before the script was there: `(window.Flowforge = window.Flowforge || []).push(['open'])`. */
export type EarlyCalls = unknown[];

declare global {
  interface Window {
    Flowforge?: PageApi | EarlyCalls | undefined;
  }
}

/** Puts a widget into the page, with `window.Flowforge` for it. Does nothing when the page has one already. */
export function embed(options: Options): void {
  const early = window.Flowforge;
  if (early !== undefined && !Array.isArray(early)) return logLine(SECOND_TAG);
  const handlers = new Map<string, Set<Handler>>();
  let onReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (onReady = resolve));
  const widget = new Widget(options, (type, detail) => {
    if (type === 'ready') onReady();
    for (const handler of handlers.get(type) ?? []) {
      // An error of the page's handler is the page's: it must not stop the chat.
      setTimeout(() => handler(detail));
    }
  });
  const api: PageApi = {
    open: () => widget.set({ isOpen: true }),
    close: () => widget.set({ isOpen: false }),
    toggle: () => widget.set({ isOpen: !widget.isOpen }),
    show: () => widget.set({ isShown: true }),
    hide: () => widget.set({ isShown: false }),
    // Plain JavaScript calls it with anything.
    send: (text: unknown) => void (typeof text === 'string' && ready.then(() => widget.send(text))),
    on: (type, handler) => void handlers.set(type, (handlers.get(type) ?? new Set()).add(handler)),
    off: (type, handler) => void handlers.get(type)?.delete(handler),
    push: (...calls) => {
      for (const call of calls) makeCall(api, call);
    },
    destroy: () => {
      widget.remove();
      if (window.Flowforge === api) delete window.Flowforge;
    },
    get conversationId() {
      return widget.conversationId;
    },
    ready,
  };
  window.Flowforge = api;
  api.push(...(early ?? []));
  widget.start().catch(() => widget.remove());
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function makeCall(api: PageApi, call: unknown): void {
  if (!Array.isArray(call)) return;
  const [name, type, handler]: unknown[] = call;
  switch (name) {
    case 'open':
    case 'close':
    case 'toggle':
    case 'show':
    case 'hide':
    case 'destroy':
      return api[name]();
    case 'send':
      return typeof type === 'string' ? api.send(type) : undefined;
    case 'on':
    case 'off':
      if (typeof type === 'string' && isHandler(handler)) api[name](type, handler);
      return;
    default:
  }
}
