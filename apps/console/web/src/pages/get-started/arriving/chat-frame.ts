/** What the page of the chat has for other scripts; see `window.Flowforge` of the widget. */
interface ChatApi {
  send: (text: string) => void;
}

/** Sends a message in the chat that a frame of this origin shows, and brings the frame into view. Does nothing while the chat is not there. */
export function sayIn(frame: HTMLIFrameElement | null, text: string): void {
  const chat: unknown = frame?.contentWindow ? Reflect.get(frame.contentWindow, 'Flowforge') : undefined;
  if (!isChatApi(chat)) return;
  chat.send(text);
  // On a phone it is above the button.
  frame?.scrollIntoView({ block: 'nearest' });
}

function isChatApi(value: unknown): value is ChatApi {
  return typeof value === 'object' && value !== null && 'send' in value && typeof value.send === 'function';
}
