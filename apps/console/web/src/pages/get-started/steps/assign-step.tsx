import { Link } from '../../../frame/link.js';
import { assignEverywhere } from '../setting-up/set-up.js';
import { SetUpButton } from '../setting-up/set-up-button.js';
import type { Chain } from './chain.js';
import type { StepState } from './step-states.js';
import { Step } from './step.js';

interface AssignStepProps {
  state: StepState;
  chain: Chain;
  canWrite: boolean;
}

/** Step 3: which events go there. */
export function AssignStep({ state, chain: { webhook, assistant, isAssigned }, canWrite }: AssignStepProps) {
  const isPossible = webhook !== undefined && assistant !== undefined;
  return (
    <Step
      number={3}
      title="Assign the webhook"
      state={state}
      text={
        isAssigned && isPossible
          ? `${webhook.name} receives events of ${assistant.name}.`
          : 'A webhook receives the events of the assistants and forms that it is assigned to.'
      }
      actions={
        isPossible && (
          <>
            {canWrite && !isAssigned && (
              <SetUpButton onSetUp={() => assignEverywhere(webhook, assistant)} isPrimary>
                {`Assign ${shortened(webhook.name)} to ${shortened(assistant.name)}`}
              </SetUpButton>
            )}
            <Link to="/assistants/$assistantId/operations" params={{ assistantId: assistant.id }}>
              See it in Operations
            </Link>
          </>
        )
      }
    />
  );
}

/** A name may have 200 characters, and a button is one line. */
function shortened(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}
