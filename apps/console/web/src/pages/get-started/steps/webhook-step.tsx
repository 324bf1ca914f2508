import type { Webhook } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { addBuiltInReceiver } from '../setting-up/set-up.js';
import { SetUpButton } from '../setting-up/set-up-button.js';
import { isAt } from './chain.js';
import type { StepState } from './step-states.js';
import { Step } from './step.js';

interface WebhookStepProps {
  state: StepState;
  webhook: Webhook | undefined;
  receiverEndpoint: string | undefined;
  canWrite: boolean;
}

/** Step 1: where events go. */
export function WebhookStep({ state, webhook, receiverEndpoint, canWrite }: WebhookStepProps) {
  const hasReceiver = receiverEndpoint !== undefined;
  const isReceiver = webhook !== undefined && isAt(webhook.endpoint, receiverEndpoint);
  return (
    <Step
      number={1}
      title="Add a webhook"
      state={state}
      text={
        webhook === undefined ? (
          hasReceiver ? (
            'This local run has a receiver of its own, which verifies what it gets. You can also take the address of your system.'
          ) : (
            'Events are sent to the https address of your system.'
          )
        ) : (
          <>
            <Link to="/profile/webhooks/$webhookId/deliveries" params={{ webhookId: webhook.id }}>
              {webhook.name}
            </Link>{' '}
            sends to <code>{webhook.endpoint}</code>
            {isReceiver ? ', the built-in receiver.' : '.'}
          </>
        )
      }
      actions={
        canWrite &&
        state === 'current' && (
          <>
            {hasReceiver && (
              <SetUpButton onSetUp={() => addBuiltInReceiver(receiverEndpoint)} isPrimary>
                Use the built-in receiver
              </SetUpButton>
            )}
            <Link
              to="/profile/webhooks/new"
              search={{ return_to: '/get-started' }}
              look={hasReceiver ? 'button' : 'primary'}
            >
              Add a Webhook
            </Link>
          </>
        )
      }
    />
  );
}
