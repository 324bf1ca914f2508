import type { Arrival } from '../arriving/arrivals.js';
import { TryIt } from '../arriving/try-it.js';
import { openChat } from '../setting-up/set-up.js';
import { SetUpButton } from '../setting-up/set-up-button.js';
import type { Chain } from './chain.js';
import type { StepState } from './step-states.js';
import { NextSteps } from './next-steps.js';
import { Step } from './step.js';

interface ArriveStepProps {
  state: StepState;
  chain: Chain;
  arrivals: readonly Arrival[];
  onConversation: (id: string) => void;
  canWrite: boolean;
}

/** Step 4: an event is caused and arrives. It stays open once it is done, so that one can try more. */
export function ArriveStep({ state, chain, canWrite, ...chat }: ArriveStepProps) {
  const { assistant, widget } = chain;
  const isDone = state === 'done';
  const isReady = state !== 'later' && assistant !== undefined;
  return (
    <Step
      number={4}
      title="See an event arrive"
      state={state}
      text={
        isDone
          ? 'Your endpoint has accepted a webhook. You can go on: what you do in the chat appears beside it.'
          : isReady
            ? 'Be the visitor. Three webhooks arrive: for the intent, for the form, and for the end of the chat.'
            : 'Here you speak with the assistant as a visitor does, and see each webhook arrive.'
      }
      actions={
        isReady &&
        canWrite &&
        widget === undefined && (
          <SetUpButton onSetUp={() => openChat(assistant.id)} isPrimary={state === 'current'}>
            Open a chat
          </SetUpButton>
        )
      }
    >
      {isDone && <NextSteps widgetId={widget?.id} />}
      {isReady && widget !== undefined && (
        <TryIt widgetId={widget.id} chain={chain} isDone={isDone} {...chat} />
      )}
    </Step>
  );
}
