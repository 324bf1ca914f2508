import { Card } from '@flowforge/design-system/card/card';
import { Link } from '../../../frame/link.js';
import { Page } from '../../../frame/page.js';
import { VerifySample } from '../../../verifying/verify-sample.js';
import { Definitions } from '../prose/definitions.js';
import styles from './verify.module.css';

/** How a receiver makes sure that a request comes from this installation. */
export function VerifyPage() {
  return (
    <Page
      title="Verify a signature"
      breadcrumb={[
        <Link key="docs" to="/docs" look="quiet">
          API reference
        </Link>,
      ]}
      subtitle="Everybody can send a request to your endpoint. The signature shows which ones come from Flowforge."
    >
      <Card
        title="With a library, in one line"
        description="Requests are signed as Standard Webhooks 1.0.0 defines it. Its libraries exist for most languages."
      >
        <VerifySample />
      </Card>
      <Card title="What is signed">
        <Definitions items={FACTS} isCode />
      </Card>
      <Card title="What to watch">
        <ul className={styles.list}>
          <li>Take the body as bytes. JSON that was parsed and printed again has another signature.</li>
          <li>Refuse a timestamp that is more than five minutes away from your clock.</li>
          <li>Compare signatures in constant time. The libraries do.</li>
          <li>
            Store the <code>webhook-id</code>, and ignore a request whose id you have already processed: the
            same event may come again.
          </li>
          <li>
            While a rotated secret is still valid, the header has one signature for each secret. One match is
            enough.
          </li>
          <li>Answer with a 2xx status within 15 seconds, and do longer work afterwards.</li>
        </ul>
      </Card>
    </Page>
  );
}

const FACTS = [
  ['webhook-id', 'The id of the event. It is the same in every attempt.'],
  ['webhook-timestamp', 'When this attempt was signed, in seconds since 1970-01-01 UTC.'],
  [
    'webhook-signature',
    '“v1,” and the base64 of HMAC-SHA256 over the id, the timestamp and the body, joined by dots. The key is the base64 text behind “whsec_” of the secret, decoded.',
  ],
] as const;
