import type { JSX, Ref } from 'preact';
import { ChatIcon } from '../appearance/icons.js';
import { useUi } from '../chat/ui.js';
import { fill } from '../texts/texts.js';

interface LauncherProps {
  unread: number;
  /** Visible text beside the icon; null for the icon alone. */
  text: string | null;
  buttonRef: Ref<HTMLButtonElement>;
}

/** The button in the corner of the page. */
export function Launcher({ unread, text, buttonRef }: LauncherProps): JSX.Element {
  const { chat, texts } = useUi();
  const open = (): void => chat.open();
  return (
    <div class="launcher">
      {text !== null && (
        // For the mouse only: the button beside it does the same and is named.
        <span class="launcher-text" dir="auto" aria-hidden="true" onClick={open}>
          {text}
        </span>
      )}
      <button
        type="button"
        class="launcher-button"
        ref={buttonRef}
        aria-label={texts.openChat}
        aria-haspopup="dialog"
        aria-describedby="unread"
        onClick={open}
      >
        <ChatIcon />
        {unread > 0 && (
          <span class="badge" aria-hidden="true">
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </button>
      <span id="unread" class="hidden-text" role="status">
        {unread > 0 ? fill(texts.newMessages, { count: unread }) : ''}
      </span>
    </div>
  );
}
