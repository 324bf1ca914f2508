import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { DownIcon } from '../appearance/icons.js';
import { useUi } from '../chat/ui.js';
import type { ChatState } from '../chat/chat-state.js';
import { timelineOf } from '../conversation/timeline.js';
import { FormCard } from '../form/form-card.js';
import { MessageGroup } from './message-group.js';
import { Typing } from './typing.js';

/** The list follows new messages while it is scrolled to within this distance of its end, in pixels. */
const NEAR_END_PX = 80;
/** Space above the element that is scrolled to, in pixels. */
const MARGIN_PX = 12;
/** How often times are drawn again, in milliseconds: after midnight they get a date. */
const CLOCK_MS = 60_000;

/** The conversation: messages and forms in their order. */
export function Transcript({ state }: { state: ChatState }): JSX.Element {
  const { texts } = useUi();
  const log = useRef<HTMLDivElement>(null);
  const now = useNow();
  const { conversation, settings, connection } = state;
  const items = timelineOf(conversation, settings.greeting, now);
  const isAnswering =
    connection === 'online' && conversation.pending.some(({ state: sending }) => sending === 'sending');
  const own =
    conversation.pending.length + conversation.messages.filter(({ role }) => role === 'visitor').length;
  const { isBehind, onScroll, toEnd } = useFollowing(
    log,
    own,
    JSON.stringify([items.length, lastLineOf(items)]),
  );
  return (
    <div class="transcript">
      <div class="log" role="log" aria-label={texts.conversation} tabIndex={0} ref={log} onScroll={onScroll}>
        {items.map((item) =>
          item.kind === 'form' ? (
            <FormCard
              key={item.key}
              form={item.form}
              entries={state.entries[item.form.form_instance_id] ?? {}}
              isEnded={conversation.end !== null}
            />
          ) : (
            <MessageGroup key={item.key} group={item} assistantName={settings.assistant.name} now={now} />
          ),
        )}
        {isAnswering && <Typing />}
      </div>
      {isBehind && (
        <button
          type="button"
          class="jump"
          onClick={() => {
            toEnd();
            // The button goes.
            log.current?.focus({ preventScroll: true });
          }}
        >
          <DownIcon />
          {texts.jump}
        </button>
      )}
    </div>
  );
}

function lastLineOf(items: ReturnType<typeof timelineOf>): string {
  const last = items.at(-1);
  return last?.kind === 'group' ? `${last.key} ${last.lines.length}` : (last?.key ?? '');
}

/**
 * Keeps the end of the list in view: always after a message of the visitor's own, else only if the visitor has not scrolled away.
 *
 * @param own number of the visitor's own messages
 * @param content changes whenever something is added at the end
 */
function useFollowing(
  log: { current: HTMLDivElement | null },
  own: number,
  content: string,
): { isBehind: boolean; onScroll: () => void; toEnd: () => void } {
  const isNearEnd = useRef(true);
  const knownOwn = useRef(own);
  const [isBehind, setBehind] = useState(false);
  const toEnd = (): void => {
    if (log.current) log.current.scrollTop = endOf(log.current);
    setBehind(false);
  };
  useLayoutEffect(() => {
    if (isNearEnd.current || own > knownOwn.current) toEnd();
    else setBehind(true);
    knownOwn.current = own;
  }, [content, own]);
  useEffect(() => {
    // The list gets a smaller height when a phone's keyboard opens, and more content when the dots or an error appear.
    const element = log.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      if (isNearEnd.current) toEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onScroll = (): void => {
    const element = log.current;
    if (!element) return;
    isNearEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    if (isNearEnd.current) setBehind(false);
  };
  return { isBehind, onScroll, toEnd };
}

/**
 * The scroll position that shows the end of the list. A form may be higher than the list: then its beginning is shown, below the message
 * that offers it.
 */
function endOf(log: HTMLElement): number {
  const last = [...log.children].findLast(
    (child) => child instanceof HTMLElement && !child.matches('.typing'),
  );
  if (!(last instanceof HTMLElement) || !last.matches('.card')) return log.scrollHeight;
  const offer = last.previousElementSibling;
  const start = offer instanceof HTMLElement ? offer.offsetTop : last.offsetTop;
  return Math.min(log.scrollHeight, Math.max(start, last.offsetTop - log.clientHeight / 3) - MARGIN_PX);
}

function useNow(): string {
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), CLOCK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
