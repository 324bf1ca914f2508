import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CloseIcon } from '../appearance/icons.js';
import { useUi } from '../chat/ui.js';

interface HeaderProps {
  name: string;
  /** There is a conversation that can be ended. */
  canEnd: boolean;
}

/** The name of the assistant, and the buttons that end the conversation or close the chat. */
export function Header({ name, canEnd }: HeaderProps): JSX.Element {
  const { chat, texts, isFullPage } = useUi();
  const [isAsking, ask] = useState(false);
  const end = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useLayoutEffect(() => {
    // The answer that had the focus is gone.
    if (wasAsking.current && !isAsking) end.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  // The chat may end while the question is open. The next chat begins without it.
  useLayoutEffect(() => {
    if (!canEnd) ask(false);
  }, [canEnd]);
  const Title = isFullPage ? 'h1' : 'h2';
  return (
    <header class="header">
      <div class="header-row">
        <Title class="title" dir="auto">
          {name}
        </Title>
        {canEnd && !isAsking && (
          <button type="button" class="header-button" ref={end} onClick={() => ask(true)}>
            {texts.endChat}
          </button>
        )}
        {!isFullPage && (
          <button
            type="button"
            class="header-button icon"
            aria-label={texts.closeChat}
            onClick={() => chat.close()}
          >
            <CloseIcon />
          </button>
        )}
      </div>
      {canEnd && isAsking && <EndQuestion onAnswer={() => ask(false)} />}
    </header>
  );
}

function EndQuestion({ onAnswer }: { onAnswer: () => void }): JSX.Element {
  const { chat, texts } = useUi();
  const [hasFailed, setFailed] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  const end = async (): Promise<void> => {
    setFailed(false);
    if (await chat.end()) onAnswer();
    else setFailed(true);
  };
  return (
    <div
      class="question"
      role="group"
      aria-labelledby="end-question"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // It answers the question and does not close the chat.
        event.preventDefault();
        event.stopPropagation();
        onAnswer();
      }}
    >
      <p id="end-question">{texts.endQuestion}</p>
      <p role="alert">{hasFailed ? texts.endFailed : ''}</p>
      <div class="answers">
        <button type="button" class="button" ref={first} onClick={() => void end()}>
          {texts.endChat}
        </button>
        <button type="button" class="button plain" onClick={onAnswer}>
          {texts.keepChatting}
        </button>
      </div>
    </div>
  );
}
