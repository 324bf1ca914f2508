/** The attributes of the tag. Each value wins over the setting of the widget. */
export const ATTRIBUTES = [
  ['data-widget-id', 'The id of the widget. Required.'],
  [
    'data-color',
    'The brand colour, #rrggbb. The text on it is white or black, whichever can be read better.',
  ],
  ['data-position', 'The corner of the page: left or right.'],
  ['data-launcher-text', 'The text beside the button.'],
  [
    'data-locale',
    'The language, as BCP 47 writes it. There are texts for ar, de, en, es and fr. Default: that of the widget, then that of the page.',
  ],
  ['data-theme', 'light or dark. Default: as the system of the visitor.'],
  ['data-hidden', 'No button until show() is called: the page opens the chat itself.'],
] as const;

/** `window.Flowforge`. */
export const METHODS = [
  ['open(), close(), toggle()', 'Opens or closes the chat.'],
  ['show(), hide()', 'Shows the button, or takes it away. open() still opens the chat.'],
  ['send(text)', 'Sends a message as if the visitor had written it.'],
  [
    'on(type, handler), off(type, handler)',
    'Calls the handler at an event: ready, open, close, start, message, form, end, unread.',
  ],
  [
    'push([name, …])',
    'Makes a call that is written as an array. It works before the script has loaded, too.',
  ],
  ['destroy()', 'Removes the chat from the page. What the visitor has said is kept.'],
  ['conversationId', 'The id of the conversation in the chat; null before the first message.'],
  ['ready', 'A promise that is fulfilled when the chat is drawn.'],
] as const;

/** What the chat writes into the browser's console when it does not show, and what helps. `…` stands for an id or an address. */
export const REASONS = [
  [
    'the script tag needs the attribute data-widget-id',
    'The attribute is missing or empty. Copy the tag again from the page of the widget.',
  ],
  [
    'no chat widget has the id "…"',
    'The widget was deleted, or its id was not copied whole. Copy the tag again from the page of the widget.',
  ],
  [
    'the chat widget … may not be used by pages of …',
    'The origin of the page is not among the allowed origins of the widget. Add it there; the chat then comes within some minutes, or at once with a reload.',
  ],
  [
    'the content security policy of this page does not allow the chat',
    'The policy of the page allows the script and not its requests. Add the address of this installation to connect-src.',
  ],
  [
    '… cannot be reached, or … cannot answer now',
    'The network or this installation is away. The chat tries again automatically.',
  ],
  ['this page has a chat already', 'The page has two tags. The first one that loads is used.'],
] as const;

/** The tag that puts a chat into a page. @param origin address of this installation */
export function tagOf(origin: string, widgetId: string): string {
  return `<script
  async
  src="${origin}/widget.js"
  data-widget-id="${widgetId}"
></script>`;
}

/** What a page with a content security policy adds to it. */
export function policyOf(origin: string): string {
  return `Content-Security-Policy: script-src ${origin}; connect-src ${origin}`;
}

/** The full-page chat in a frame. */
export function frameOf(origin: string, widgetId: string): string {
  return `<iframe src="${origin}/chat/${widgetId}" title="Chat" width="400" height="640"></iframe>`;
}

/** Calls that do not depend on whether the script has loaded. */
export const EARLY_CALLS = `window.Flowforge = window.Flowforge || [];
window.Flowforge.push(['on', 'form', (form) => console.log(form)]);
window.Flowforge.push(['open']);`;
