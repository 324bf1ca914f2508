import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function FormsPage() {
  return (
    <Page title="Forms">
      <EmptyState title="No form yet">Your forms will be here.</EmptyState>
    </Page>
  );
}
