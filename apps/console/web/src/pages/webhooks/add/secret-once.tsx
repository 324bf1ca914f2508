import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Secret } from '@flowforge/design-system/secret/secret';
import { VerifySample } from '../../../verifying/verify-sample.js';
import { LeaveSecretQuestion } from '../leave-secret-question.js';
import styles from './add.module.css';

interface SecretOnceProps {
  name: string;
  secret: string;
  onDone: () => void;
}

/** The secret of a new webhook, shown this once, and how to verify a request with it. Leaving by another way than “Done” asks first. */
export function SecretOnce({ name, secret, onDone }: SecretOnceProps) {
  return (
    <>
      <LeaveSecretQuestion />
      <Card
        title="Signing secret"
        description={`“${name}” was added. Its requests are signed with this secret. Copy it now: it is not shown again.`}
      >
        <Secret secret={secret} />
        <p className={styles.note}>
          If you lose it, make a new one: “Rotate secret” under Settings of the webhook.
        </p>
      </Card>
      <Card
        title="Verify each request"
        description="Flowforge signs as Standard Webhooks defines it, so a ready library checks it in one line."
      >
        <VerifySample />
      </Card>
      <div>
        <Button variant="primary" onPress={onDone}>
          Done
        </Button>
      </div>
    </>
  );
}
