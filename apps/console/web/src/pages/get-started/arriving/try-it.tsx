import { CopyButton } from '@flowforge/design-system/copy/copy-button';
import { plural } from '@flowforge/design-system/format/number.ts';
import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { intentQuery } from '../../../api/intents.js';
import { ArrivalList } from './arrival-list.js';
import type { Arrival } from './arrivals.js';
import styles from './arriving.module.css';

interface TryItProps {
  widgetId: string;
  /** An intent of the assistant, whose first utterance is proposed. */
  intentId: string | undefined;
  arrivals: readonly Arrival[];
}

/** The chat of the assistant beside the events that it causes. */
export function TryIt({ widgetId, intentId, arrivals }: TryItProps) {
  const address = `/chat/${widgetId}`;
  return (
    <div className={styles.columns}>
      <div className={styles.chat}>
        {intentId !== undefined && <Proposal intentId={intentId} />}
        <iframe src={address} title="Chat with the assistant" className={styles.frame} />
        <a href={address} target="_blank" rel="noreferrer" className={styles.open}>
          Open the chat in a tab
          <ExternalLink size={14} aria-hidden />
        </a>
      </div>
      <section className={styles.arrivals} aria-label="Received webhooks">
        <h3>Received webhooks</h3>
        <p role="status" className={styles.hidden}>
          {arrivals.length === 0
            ? ''
            : `${plural(arrivals.length, 'event')}, the newest is ${arrivals[0]?.delivery.event}`}
        </p>
        <ArrivalList arrivals={arrivals} />
      </section>
    </div>
  );
}

/** Something to say that the assistant recognises. Its line is kept free while the intent is read. */
function Proposal({ intentId }: { intentId: string }) {
  const { data } = useQuery(intentQuery(intentId));
  const utterance = data?.utterances[0];
  return (
    <p className={styles.proposal}>
      {utterance !== undefined && (
        <>
          Say “{utterance}” <CopyButton text={utterance} what="message" />
        </>
      )}
    </p>
  );
}
