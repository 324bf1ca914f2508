import { Notice } from '@flowforge/design-system/state/notice';
import { useCan } from '../../../session/session.js';
import type { Arrival } from '../arriving/arrivals.js';
import styles from '../get-started.module.css';
import { ArriveStep } from './arrive-step.js';
import { AssignStep } from './assign-step.js';
import { AssistantStep } from './assistant-step.js';
import type { Chain } from './chain.js';
import type { StepState } from './step-states.js';
import { WebhookStep } from './webhook-step.js';

interface StepsProps {
  chain: Chain;
  states: readonly StepState[];
  /** The endpoint of the built-in receiver; undefined where there is none. */
  receiverEndpoint: string | undefined;
  /** The webhooks of the conversation in the chat. */
  arrivals: readonly Arrival[];
  onConversation: (id: string) => void;
}

/** The four steps. */
export function Steps({ chain, states, receiverEndpoint, ...chat }: StepsProps) {
  const canWrite = useCan('webhooks:write');
  const [webhookState = 'later', assistantState = 'later', assignState = 'later', arriveState = 'later'] =
    states;
  return (
    <>
      {!canWrite && <Notice>Your role can only read. An owner or an editor can do these steps.</Notice>}
      <ol className={styles.steps}>
        <WebhookStep
          state={webhookState}
          webhook={chain.webhook}
          receiverEndpoint={receiverEndpoint}
          canWrite={canWrite}
        />
        <AssistantStep state={assistantState} assistant={chain.assistant} canWrite={canWrite} />
        <AssignStep state={assignState} chain={chain} canWrite={canWrite} />
        <ArriveStep state={arriveState} chain={chain} canWrite={canWrite} {...chat} />
      </ol>
    </>
  );
}
