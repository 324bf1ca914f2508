import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatState } from '../chat/chat-state.js';
import { useUi } from '../chat/ui.js';
import { Composer } from '../composer/composer.js';
import { fill } from '../texts/texts.js';
import { Transcript } from '../transcript/transcript.js';
import { Header } from './header.js';
import { useFocusOnTask } from './use-focus-on-task.js';
import { useVisibleHeight } from './use-visible-height.js';

interface PanelProps {
  state: ChatState;
  /** The panel fills a small screen, and the page behind it cannot be used. */
  isModal: boolean;
  /** Called before the panel goes, with whether the focus was in it. */
  onLeave: (hadFocus: boolean) => void;
}

/** The open chat, as a dialog beside the page or over it. */
export function DialogPanel({ state, isModal, onLeave }: PanelProps): JSX.Element {
  const { chat, texts } = useUi();
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the effect that closes the dialog, which moves the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    return () => onLeave(element?.contains(activeIn(element)) === true);
  }, []);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (isModal) element.showModal();
    else element.show();
    element.querySelector<HTMLElement>('textarea, .start-again')?.focus({ preventScroll: true });
    return () => element.close();
  }, [isModal]);
  useVisibleHeight(dialog, isModal);
  return (
    <dialog
      ref={dialog}
      class={isModal ? 'panel modal' : 'panel'}
      aria-label={fill(texts.chatWith, { name: state.settings.assistant.name })}
      aria-modal={isModal}
      onCancel={(event) => {
        event.preventDefault();
        chat.close();
      }}
      onKeyDown={(event) => {
        // While a character is chosen in an input method, Escape ends that choice.
        if (event.key === 'Escape' && !event.isComposing) chat.close();
      }}
    >
      <PanelContent state={state} />
    </dialog>
  );
}

/** The chat as the page itself. */
export function PagePanel({ state }: { state: ChatState }): JSX.Element {
  const page = useRef<HTMLElement>(null);
  useVisibleHeight(page, true);
  return (
    <main ref={page} class="panel page">
      <PanelContent state={state} />
    </main>
  );
}

function PanelContent({ state }: { state: ChatState }): JSX.Element {
  const { chat, texts } = useUi();
  const { conversation, settings, connection } = state;
  const hasEnded = conversation.end !== null;
  const content = useRef<HTMLDivElement>(null);
  useFocusOnTask(content, hasEnded);
  return (
    <div class="content" ref={content}>
      <Header name={settings.assistant.name} canEnd={conversation.session !== null && !hasEnded} />
      <Transcript state={state} />
      <p class="connection" role="status">
        {connection === 'online' || hasEnded ? '' : texts[connection]}
      </p>
      {hasEnded ? (
        <div class="ended">
          <p role="status">{conversation.end === 'closed' ? texts.ended : texts.expired}</p>
          <button type="button" class="button start-again" onClick={() => chat.startAgain()}>
            {texts.startAgain}
          </button>
        </div>
      ) : (
        <Composer text={state.text} />
      )}
    </div>
  );
}

function activeIn(element: HTMLElement): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
}
