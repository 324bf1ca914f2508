import type { JSX } from 'preact';
import { AlertIcon } from '../appearance/icons.js';
import { useUi } from '../chat/ui.js';
import type { Group, Line } from '../conversation/timeline.js';
import { timeText } from '../texts/time.js';
import { piecesOf } from './links.js';

interface MessageGroupProps {
  group: Group;
  assistantName: string;
  /** RFC 3339 */
  now: string;
}

/** Messages of one author with one time below. */
export function MessageGroup({ group, assistantName, now }: MessageGroupProps): JSX.Element {
  const { texts, locale } = useUi();
  const isOwn = group.role === 'visitor';
  const author = { visitor: texts.you, assistant: assistantName, agent: texts.team }[group.role];
  const isPending = group.lines.some(({ state }) => state !== null);
  return (
    <div class={isOwn ? 'group own' : 'group'}>
      <p class={isOwn ? 'hidden-text' : 'author'} dir="auto">
        {author}
      </p>
      {group.lines.map((line) => (
        <Bubble key={line.key} line={line} />
      ))}
      {!isPending && (
        <p class="note">
          <time dateTime={group.at}>{timeText(group.at, now, locale)}</time>
        </p>
      )}
    </div>
  );
}

function Bubble({ line }: { line: Line }): JSX.Element {
  const { chat, texts } = useUi();
  const { state, clientId } = line;
  return (
    <>
      <p class={state === null ? 'bubble' : `bubble ${state}`} dir="auto">
        {piecesOf(line.text).map(({ text, href }) =>
          href === null ? (
            text
          ) : (
            <a
              href={href}
              target={/^http/i.test(href) ? '_blank' : undefined}
              rel="noopener noreferrer nofollow"
            >
              {text}
            </a>
          ),
        )}
      </p>
      {(state === 'sending' || state === 'waiting') && (
        <p class="note" aria-hidden={state === 'sending'}>
          {texts[state]}
        </p>
      )}
      {state === 'failed' && clientId !== null && (
        <p class="note error">
          <AlertIcon />
          <span>{texts.failed}</span>
          <button
            type="button"
            class="text-button"
            onClick={(event) => {
              // The button goes while the message is sent.
              event.currentTarget.closest<HTMLElement>('.log')?.focus({ preventScroll: true });
              chat.retry(clientId);
            }}
          >
            {texts.retry}
          </button>
        </p>
      )}
    </>
  );
}
