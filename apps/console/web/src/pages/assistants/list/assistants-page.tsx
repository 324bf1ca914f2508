import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { Bot } from 'lucide-react';
import { useState } from 'react';
import { listAssistants } from '../../../api/assistants.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { AssistantTable } from './assistant-table.js';
import { CreateAssistantDialog } from './create-assistant-dialog.js';

export function AssistantsPage() {
  const pages = usePages({ queryKey: ['assistants', 'list'], load: listAssistants });
  const canWrite = useCan('assistants:write');
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="Assistants"
      subtitle="They talk to your visitors, recognise what they want, and offer forms."
      action={
        canWrite && (
          <Button variant="primary" onPress={() => setCreating(true)}>
            Create an assistant
          </Button>
        )
      }
    >
      <Loaded
        what="the assistants"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<AssistantTable assistants={undefined} />}
      >
        {(assistants) =>
          assistants.length === 0 ? (
            <EmptyState icon={<Bot size={24} aria-hidden />} title="No assistant yet">
              An assistant greets visitors, answers what its intents recognise, and asks with its forms.
            </EmptyState>
          ) : (
            <>
              <AssistantTable assistants={assistants} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
      {isCreating && <CreateAssistantDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
