import { attemptSentence } from '@flowforge/contracts/attempt/attempt-sentence';
import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { prettyJson } from '@flowforge/design-system/code-block/pretty-json.ts';
import { duration } from '@flowforge/design-system/format/relative-time.ts';
import { Time } from '@flowforge/design-system/time/time';
import { CircleAlert, CircleCheck } from 'lucide-react';
import type { Attempt, DeliveryWithAttempts } from '../../../api/deliveries.js';
import type { Webhook } from '../../../api/webhooks.js';
import { PhaseLine } from '../phases/phase-line.js';
import { AttemptRequest } from '../request/attempt-request.js';
import { responseText } from '../request/exchange-text.js';
import styles from './deliveries.module.css';

interface AttemptsProps {
  delivery: DeliveryWithAttempts;
  /** Undefined when it is not known, as after it was deleted. */
  webhook: Webhook | undefined;
}

/** The attempts as a timeline, newest last: time, outcome in a sentence, duration, request and response. */
export function Attempts({ delivery, webhook }: AttemptsProps) {
  return (
    <section aria-label="Attempts" className={styles.attempts}>
      <h3>Attempts</h3>
      {delivery.attempts.length === 0 && <p className={styles.hint}>No attempt has ended yet.</p>}
      <ol className={styles.timeline}>
        {delivery.attempts.map((attempt) => (
          <li key={attempt.attempt} className={styles.attempt}>
            <Mark outcome={attempt.outcome} />
            <div className={styles.attemptHead}>
              <span className={styles.number}>{attempt.attempt}</span>
              <Time at={attempt.started_at} isClock />
              <span className={styles.duration}>{duration(attempt.duration_ms)}</span>
            </div>
            <p className={styles.sentence}>
              {attemptSentence(attempt)}
              {attempt.detail !== null && <code className={styles.detail}>{attempt.detail}</code>}
            </p>
            {attempt.timing !== null && <PhaseLine timing={attempt.timing} />}
            <details className={styles.exchange}>
              <summary>Request</summary>
              <AttemptRequest delivery={delivery} attempt={attempt} webhook={webhook} />
            </details>
            {attempt.status_code !== null && (
              <details className={styles.exchange} open={attempt.outcome !== 'delivered'}>
                <summary>Response</summary>
                <CodeBlock label="response" code={responseText(attempt, prettyJson)} isWrapped />
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Mark({ outcome }: Pick<Attempt, 'outcome'>) {
  return outcome === 'delivered' ? (
    <CircleCheck size={16} aria-hidden className={styles.markGood} />
  ) : (
    <CircleAlert size={16} aria-hidden className={styles.markBad} />
  );
}
