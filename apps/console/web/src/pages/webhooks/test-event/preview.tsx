import type { EventType } from '@flowforge/contracts/words';
import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { prettyJson } from '@flowforge/design-system/code-block/pretty-json.ts';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { testEventPreviewQuery } from '../../../api/deliveries.js';
import { Loaded } from '../../../frame/loaded.js';
import styles from './test-event.module.css';

/** What will be sent, and where. Nothing was sent yet. */
export function Preview({ webhookId, type }: { webhookId: string; type: EventType }) {
  const query = useQuery(testEventPreviewQuery(webhookId, type));
  return (
    <section className={styles.part} aria-label="What will be sent">
      <h3>What will be sent</h3>
      <Loaded what="the test event" query={query} skeleton={<Skeleton height="22rem" />}>
        {({ url, body }) => (
          <>
            <p className={styles.hint}>
              An example with a new <code>id</code> and the time of sending. The request is signed like any
              other and marked with <code>flowforge-test: true</code>. It is not stored and not retried.
            </p>
            <CodeBlock label="endpoint" code={`POST ${url}`} isWrapped />
            <CodeBlock label="body that will be sent" code={prettyJson(body)} copied={body} />
          </>
        )}
      </Loaded>
    </section>
  );
}
