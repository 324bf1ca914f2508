import { plural } from '@flowforge/design-system/format/number.ts';
import type { Assistant } from '../../../api/assistants.js';
import { Link } from '../../../frame/link.js';
import { createExample } from '../setting-up/set-up.js';
import { SetUpButton } from '../setting-up/set-up-button.js';
import type { StepState } from './step-states.js';
import { Step } from './step.js';

interface AssistantStepProps {
  state: StepState;
  assistant: Assistant | undefined;
  canWrite: boolean;
}

/** Step 2: what causes events. */
export function AssistantStep({ state, assistant, canWrite }: AssistantStepProps) {
  return (
    <Step
      number={2}
      title="Create an assistant that captures something"
      state={state}
      text={
        assistant === undefined ? (
          'An assistant recognises what visitors want by its intents, and an intent can offer a form. The example recognises a question about a price, and offers a form for a name and an e-mail address.'
        ) : (
          <>
            <Link to="/assistants/$assistantId/settings" params={{ assistantId: assistant.id }}>
              {assistant.name}
            </Link>{' '}
            has {plural(assistant.form_ids?.length ?? 0, 'form')} and{' '}
            {plural(assistant.intent_ids?.length ?? 0, 'intent')}.
          </>
        )
      }
      actions={
        canWrite &&
        assistant === undefined && (
          <>
            <SetUpButton onSetUp={createExample} isPrimary={state === 'current'}>
              Create an example assistant
            </SetUpButton>
            <Link to="/assistants" look="button">
              Go to Assistants
            </Link>
          </>
        )
      }
    />
  );
}
