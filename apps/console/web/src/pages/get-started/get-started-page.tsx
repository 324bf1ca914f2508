import { Skeleton, Loading } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveriesOfChatQuery, hasDeliveredQuery } from '../../api/deliveries.js';
import { Loaded } from '../../frame/loaded.js';
import { Page } from '../../frame/page.js';
import { arrivalsOf } from './arriving/arrivals.js';
import styles from './get-started.module.css';
import { useWorkspace } from './setting-up/use-workspace.js';
import { chainOf } from './steps/chain.js';
import { stepStates } from './steps/step-states.js';
import { Steps } from './steps/steps.js';

/** From nothing to a webhook that arrives: four steps, each with its state. */
export function GetStartedPage() {
  const workspace = useWorkspace();
  const chain = workspace.data && chainOf(workspace.data);
  const [conversationId, setConversationId] = useState<string>();
  const { data: deliveries } = useQuery(deliveriesOfChatQuery(chain?.webhook?.id, conversationId));
  const { data: hasDelivered = false } = useQuery(hasDeliveredQuery(chain?.webhook?.id));
  const arrivals = arrivalsOf(deliveries?.items ?? [], workspace.received);
  const states = chain && stepStates(chain, hasDelivered);
  const doneCount = states?.filter((state) => state === 'done').length;
  return (
    <Page
      title="Get started"
      subtitle={
        doneCount === 4
          ? 'Everything works: a real webhook has arrived.'
          : `Four steps to a real webhook that you see arrive. It takes about two minutes.${doneCount ? ` ${doneCount} of 4 are done.` : ''}`
      }
    >
      <Loaded what="the state of the steps" query={workspace} skeleton={<StepsSkeleton />}>
        {({ receiverEndpoint }) =>
          chain &&
          states && (
            <Steps
              chain={chain}
              states={states}
              receiverEndpoint={receiverEndpoint}
              arrivals={arrivals}
              onConversation={setConversationId}
            />
          )
        }
      </Loaded>
    </Page>
  );
}

function StepsSkeleton() {
  return (
    <Loading what="the steps">
      <div className={styles.steps}>
        {[1, 2, 3, 4].map((number) => (
          <Skeleton key={number} height="7.5rem" />
        ))}
      </div>
    </Loading>
  );
}
