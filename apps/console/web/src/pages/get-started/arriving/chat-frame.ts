/** What the page of the chat has for other scripts; see `window.Flowforge` of the widget. */
interface ChatApi {
  send: (text: string) => void;
}

/** Sends a message in the chat that a frame of this origin shows. Does nothing while the chat is not there. */
export function sayIn(frame: HTMLIFrameElement | null, text: string): void {
  const chat: unknown = frame?.contentWindow ? Reflect.get(frame.contentWindow, 'Flowforge') : undefined;
  if (isChatApi(chat)) chat.send(text);
}

function isChatApi(value: unknown): value is ChatApi {
  return typeof value === 'object' && value !== null && 'send' in value && typeof value.send === 'function';
}
