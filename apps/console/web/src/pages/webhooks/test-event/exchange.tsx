import { attemptSentence, testEventAdvice } from '@flowforge/contracts/attempt/attempt-sentence';
import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { prettyJson } from '@flowforge/design-system/code-block/pretty-json.ts';
import { Notice } from '@flowforge/design-system/state/notice';
import type { TestAttempt } from '../../../api/deliveries.js';
import { PhaseLine } from '../phases/phase-line.js';
import styles from './test-event.module.css';

interface ExchangeProps {
  attempt: TestAttempt;
  /** Whether the circuit of the webhook is open. A test event does not close it. */
  isPaused: boolean;
}

/** Request, response and timing of a test event, and what they mean. */
export function Exchange({ attempt, isPaused }: ExchangeProps) {
  const { request, response, timing, outcome, detail } = attempt;
  const ended = { outcome, status_code: response?.status_code ?? null, duration_ms: timing.total_ms };
  const isDelivered = outcome === 'delivered';
  return (
    <>
      <Notice tone={isDelivered ? 'success' : 'danger'} title={attemptSentence(ended)}>
        <p>
          {testEventAdvice(ended)}
          {isDelivered &&
            isPaused &&
            ' Sending is still paused. It continues after the next successful probe.'}
          {detail !== null && <code className={styles.detail}>{detail}</code>}
        </p>
      </Notice>
      <section className={styles.part} aria-label="Timing">
        <h3>Timing</h3>
        <PhaseLine timing={timing} />
      </section>
      <section className={styles.part} aria-label="Response">
        <h3>Response {response !== null && <code>{response.status_code}</code>}</h3>
        {response === null ? (
          <p className={styles.hint}>No response arrived.</p>
        ) : (
          <>
            {response.headers.length > 0 && (
              <CodeBlock label="headers of the response" code={headerText(response.headers)} isWrapped />
            )}
            {response.body_excerpt === null ? (
              <p className={styles.hint}>The response had no body.</p>
            ) : (
              <CodeBlock label="body of the response" code={prettyJson(response.body_excerpt)} isWrapped />
            )}
          </>
        )}
      </section>
      <section className={styles.part} aria-label="Request">
        <h3>Request</h3>
        <CodeBlock
          label="headers of the request"
          code={`POST ${request.url}\n${headerText(request.headers)}`}
          isWrapped
        />
        <CodeBlock label="body of the request" code={prettyJson(request.body)} copied={request.body} />
      </section>
    </>
  );
}

function headerText(headers: readonly { name: string; value: string }[]): string {
  return headers.map(({ name, value }) => `${name}: ${value}`).join('\n');
}
