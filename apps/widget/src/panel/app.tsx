import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { unreadCount } from '../conversation/conversation.js';
import { type Ui, UiProvider } from '../chat/ui.js';
import { useStore } from '../chat/use-store.js';
import { Launcher } from '../launcher/launcher.js';
import { DialogPanel, PagePanel } from './panel.js';
import { SMALL_SCREEN, useMedia } from './use-media.js';
import { usePageLock } from './use-page-lock.js';

/** The whole widget: the launcher, or the open chat. */
export function App({ ui }: { ui: Ui }): JSX.Element {
  const state = useStore(ui.chat.state);
  const isModal = useMedia(SMALL_SCREEN);
  const launcher = useRef<HTMLButtonElement>(null);
  const returnFocus = useReturningFocus(launcher, state.isOpen);
  usePageLock(state.isOpen && isModal && !ui.isFullPage);
  const { settings, conversation, isOpen, isShown } = state;
  return (
    <UiProvider value={ui}>
      {ui.isFullPage ? (
        <PagePanel state={state} />
      ) : isOpen ? (
        <DialogPanel state={state} isModal={isModal} onLeave={returnFocus} />
      ) : (
        isShown && (
          <Launcher unread={unreadCount(conversation)} text={settings.launcher_text} buttonRef={launcher} />
        )
      )}
    </UiProvider>
  );
}

/**
 * Returns the focus when the chat closes: to the element of the page that had it before, if the page opened the chat, else to
 * the launcher.
 *
 * @returns to be called before the panel goes, with whether the focus was in it
 */
function useReturningFocus(
  launcher: { current: HTMLButtonElement | null },
  isOpen: boolean,
): (hadFocus: boolean) => void {
  const before = useRef<Element | null>(null);
  const hadFocus = useRef(false);
  const wasOpen = useRef(isOpen);
  // While it is drawn and not after it: the panel takes the focus as soon as it is there.
  if (isOpen && !wasOpen.current) before.current = document.activeElement;
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen && hadFocus.current) {
      const target = before.current;
      const isOfPage =
        target instanceof HTMLElement && target !== document.body && target.shadowRoot === null;
      if (isOfPage && target.isConnected) target.focus();
      else launcher.current?.focus();
    }
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (had) => {
    hadFocus.current = had;
  };
}
