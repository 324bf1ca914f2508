/** What the page of the chat has for other scripts; see `window.Flowforge` of the widget. */
interface ChatApi {
  send: (text: string) => void;
  on: (type: string, handler: () => void) => void;
  ready: Promise<void>;
  conversationId: string | null;
}

/** Sends a message in the chat that a frame of this origin shows, and brings the frame into view. Does nothing while the chat is not there. */
export function sayIn(frame: HTMLIFrameElement | null, text: string): void {
  chatIn(frame)?.send(text);
  // On a phone it is above the button.
  frame?.scrollIntoView({ block: 'nearest' });
}

/** Reports the conversation of the chat in a frame: the one that it shows now, and each one that starts later. */
export function followConversation(
  frame: HTMLIFrameElement | null,
  onConversation: (id: string) => void,
): void {
  const chat = chatIn(frame);
  const report = () => {
    if (typeof chat?.conversationId === 'string') onConversation(chat.conversationId);
  };
  chat?.on('start', report);
  void chat?.ready.then(report);
}

function chatIn(frame: HTMLIFrameElement | null): ChatApi | undefined {
  const chat: unknown = frame?.contentWindow ? Reflect.get(frame.contentWindow, 'Flowforge') : undefined;
  return isChatApi(chat) ? chat : undefined;
}

function isChatApi(value: unknown): value is ChatApi {
  return typeof value === 'object' && value !== null && 'send' in value && 'conversationId' in value;
}
