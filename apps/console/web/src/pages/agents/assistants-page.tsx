import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function AssistantsPage() {
  return (
    <Page title="Assistants">
      <EmptyState title="No assistant yet">Your assistants will be here.</EmptyState>
    </Page>
  );
}
