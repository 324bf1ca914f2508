import { render } from 'preact';
import { ChatApi } from '../api/chat-api.client.js';
import type { WidgetSettings } from '../api/types.js';
import { brandProperties } from '../appearance/palette.js';
import { Chat } from '../chat/chat.service.js';
import { eventsBetween } from '../chat/chat-state.js';
import { App } from '../panel/app.js';
import { Boundary } from '../panel/boundary.js';
import { languageOf } from '../texts/language.js';
import { bodyReady, createHost, type Host } from './element.client.js';
import { FailureLog } from './failure-log.client.js';
import { type Options, withOptions } from './options.js';
import { loadSettings } from './settings.worker.js';

/** Receives an event of the widget. */
export type Listener = (type: string, detail: object) => void;

/** One widget in a page, from the script tag to `destroy`. */
export class Widget {
  private readonly stopping = new AbortController();
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private host: Host | null = null;
  private chat: Chat | null = null;
  /** What the page has asked for before the chat was there. */
  private initial: { isOpen: boolean; isShown: boolean };

  constructor(
    private readonly options: Options,
    private readonly onEvent: Listener,
  ) {
    this.initial = { isOpen: options.isFullPage, isShown: !options.isHidden };
  }

  async start(): Promise<void> {
    const { signal } = this.stopping;
    const { base, widgetId } = this.options;
    const api = new ChatApi(base);
    await bodyReady();
    if (signal.aborted) return;
    this.dark.addEventListener('change', () => this.draw(), { signal });
    const log = new FailureLog(api, widgetId, signal);
    const isThere = await loadSettings(
      api,
      widgetId,
      (settings) => this.show(api, settings),
      (failure) => void log.add(failure),
      signal,
    );
    if (!isThere) this.remove();
  }

  /** Changes what is open and shown, now or as soon as the chat is there. */
  set(change: Partial<{ isOpen: boolean; isShown: boolean }>): void {
    this.initial = { ...this.initial, ...change };
    if (this.options.isFullPage || !this.chat) return;
    if (change.isOpen === true) this.chat.open();
    else if (change.isOpen === false) this.chat.close();
    const { state } = this.chat;
    if (change.isShown !== undefined) state.set({ ...state.value, isShown: change.isShown });
  }

  get isOpen(): boolean {
    return this.chat?.state.value.isOpen ?? this.initial.isOpen;
  }

  get conversationId(): string | null {
    return this.chat?.state.value.conversation.session?.conversationId ?? null;
  }

  /** Sends a message for the visitor. */
  send(text: string): void {
    this.chat?.send(text);
  }

  remove(): void {
    this.stopping.abort();
    this.chat?.stop();
    if (this.host) render(null, this.host.root);
    this.host?.element.remove();
    this.chat = this.host = null;
  }

  private show(api: ChatApi, loaded: WidgetSettings): void {
    const settings = withOptions(loaded, this.options);
    if (this.chat) {
      this.chat.state.set({ ...this.chat.state.value, settings });
      return this.draw();
    }
    const { isFullPage } = this.options;
    const chat = new Chat(api, settings, { ...this.initial, isOpen: isFullPage });
    this.chat = chat;
    this.host = createHost();
    this.draw();
    document.body.append(this.host.element);
    let before = chat.state.value;
    chat.state.watch(() => {
      const after = chat.state.value;
      for (const { type, detail } of eventsBetween(before, after)) this.onEvent(type, detail);
      before = after;
    });
    chat.start();
    this.onEvent('ready', {});
    if (this.initial.isOpen && !isFullPage) chat.open();
  }

  private draw(): void {
    const { chat, host, options } = this;
    if (!chat || !host) return;
    const { settings } = chat.state.value;
    const language = languageOf(
      [options.locale, settings.locale],
      [document.documentElement.lang, ...navigator.languages],
      getComputedStyle(document.body).direction === 'rtl' ? 'rtl' : 'ltr',
    );
    const theme = options.theme ?? (this.dark.matches ? 'dark' : 'light');
    const { root } = host;
    root.lang = language.lang;
    root.dir = language.direction;
    root.dataset['theme'] = theme;
    root.dataset['position'] = settings.position;
    for (const [name, value] of Object.entries(brandProperties(settings.color, theme))) {
      root.style.setProperty(name, value);
    }
    if (options.isFullPage) {
      document.title = settings.assistant.name;
      document.documentElement.lang = language.lang;
    }
    render(
      <Boundary onError={(error) => console.warn('Flowforge: the chat cannot be drawn.', error)}>
        <App ui={{ ...language, chat, isFullPage: options.isFullPage }} />
      </Boundary>,
      root,
    );
  }
}
