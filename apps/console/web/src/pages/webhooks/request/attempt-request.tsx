import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { type Attempt, type Delivery, sentRequestQuery } from '../../../api/deliveries.js';
import type { Webhook } from '../../../api/webhooks.js';
import { Loaded } from '../../../frame/loaded.js';
import { requestText } from './exchange-text.js';
import styles from './request.module.css';

interface AttemptRequestProps {
  delivery: Delivery;
  attempt: Attempt;
  webhook: Webhook | undefined;
}

/** The headers of an attempt, as far as they are known. The body is the same in every attempt, so it stands below all of them. */
export function AttemptRequest({ delivery, attempt, webhook }: AttemptRequestProps) {
  const query = useQuery(sentRequestQuery(delivery));
  const isChanged = webhook !== undefined && webhook.updated_at > attempt.started_at;
  return (
    <div className={styles.request}>
      <Loaded what="the headers of the request" query={query} skeleton={<Skeleton height="10rem" />}>
        {(request) => (
          <CodeBlock label="headers of the request" code={requestText(request, attempt, webhook)} isWrapped />
        )}
      </Loaded>
      {isChanged && (
        <p className={styles.note}>
          The webhook was changed after this attempt. Address and headers are those of today.
        </p>
      )}
    </div>
  );
}
