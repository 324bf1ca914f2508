import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { SendIcon } from '../appearance/icons.js';
import { useUi } from '../chat/ui.js';

/** The same limit as the API's, in characters. */
const TEXT_MAX = 4_000;

/** The text box and the button that sends its text. */
export function Composer({ text }: { text: string }): JSX.Element {
  const { chat, texts } = useUi();
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    // The box grows with its text up to the height that the style sheet allows.
    if (!box.current) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [text]);
  const send = (): void => {
    chat.sendText();
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter also ends the choice of a character in input methods.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        class="composer-text"
        aria-label={texts.message}
        placeholder={texts.messagePlaceholder}
        rows={1}
        // An empty box has the direction of its placeholder.
        dir={text === '' ? undefined : 'auto'}
        maxLength={TEXT_MAX}
        enterkeyhint="send"
        value={text}
        onInput={(event) => chat.setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="send" aria-label={texts.send}>
        <SendIcon />
      </button>
    </form>
  );
}
