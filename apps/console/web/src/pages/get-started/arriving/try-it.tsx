import { plural } from '@flowforge/design-system/format/number.ts';
import { ExternalLink } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Chain } from '../steps/chain.js';
import type { Arrival } from './arrivals.js';
import styles from './arriving.module.css';
import { followConversation, sayIn } from './chat-frame.js';
import { EventList } from './event-list.js';

interface TryItProps {
  widgetId: string;
  chain: Chain;
  arrivals: readonly Arrival[];
  /** Whether the last step is done. */
  isDone: boolean;
  onConversation: (id: string) => void;
}

/** The chat of the assistant beside the events that it causes. */
export function TryIt({ widgetId, chain, arrivals, isDone, onConversation }: TryItProps) {
  const address = `/chat/${widgetId}`;
  const frame = useRef<HTMLIFrameElement>(null);
  const [isLoaded, setLoaded] = useState(false);
  return (
    <div className={styles.columns}>
      <section className={styles.column} aria-label="Chat">
        <div className={styles.heading}>
          <h3>Chat</h3>
          <a href={address} target="_blank" rel="noreferrer" className={styles.open}>
            Open in a tab
            <ExternalLink size={14} aria-hidden />
          </a>
        </div>
        <iframe
          ref={frame}
          src={address}
          title="Chat with the assistant"
          className={styles.frame}
          onLoad={() => {
            setLoaded(true);
            followConversation(frame.current, onConversation);
          }}
        />
      </section>
      <section className={styles.column} aria-label="Webhooks">
        <div className={styles.heading}>
          <h3>Webhooks of this chat</h3>
        </div>
        <p role="status" className={styles.hidden}>
          {arrivals.length === 0
            ? ''
            : `${plural(arrivals.length, 'event')}, the newest is ${arrivals[0]?.delivery.event}`}
        </p>
        <EventList
          chain={chain}
          arrivals={arrivals}
          isDone={isDone}
          onSay={isLoaded ? (text) => sayIn(frame.current, text) : undefined}
        />
      </section>
    </div>
  );
}
