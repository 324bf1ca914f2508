import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { prettyJson } from '@flowforge/design-system/code-block/pretty-json.ts';
import { CopyableId } from '@flowforge/design-system/copy/copyable-id';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { Notice } from '@flowforge/design-system/state/notice';
import { useQuery } from '@tanstack/react-query';
import { type Delivery, type SentRequest, sentRequestQuery } from '../../../api/deliveries.js';
import { Loaded } from '../../../frame/loaded.js';
import styles from './request.module.css';

/** The body that every attempt of a delivery sends. */
export function RequestBody({ delivery }: { delivery: Delivery }) {
  const query = useQuery(sentRequestQuery(delivery));
  return (
    <section aria-label="Request body" className={styles.request}>
      <h3>Request body</h3>
      <Loaded what="the request body" query={query} skeleton={<Skeleton height="12rem" />}>
        {(request) => <Body request={request} />}
      </Loaded>
    </section>
  );
}

/** What the body is, or why there is none. */
const STATES: Record<SentRequest['body_state'], string> = {
  as_sent: 'The same bytes in every attempt. They are shown with line breaks and copied as they were sent.',
  not_sent: 'Not sent yet: the first attempt will send this.',
  event_removed: 'The event is no longer kept, so its body cannot be shown.',
  unknown_version: 'A newer release of Flowforge stored this event. This one cannot show its body.',
  differs:
    'This release would send other bytes than those that were sent first, so it sends nothing more and shows no body. Please report it.',
};

function Body({ request: { body, body_state: state, body_sha256 } }: { request: SentRequest }) {
  if (body === null) return <Notice tone="neutral">{STATES[state]}</Notice>;
  return (
    <>
      <p className={styles.note}>{STATES[state]}</p>
      <CodeBlock label="request body" code={prettyJson(body)} copied={body} />
      {body_sha256 !== null && (
        <p className={styles.note}>
          SHA-256 <CopyableId id={body_sha256} what="hash of the body" />
        </p>
      )}
    </>
  );
}
