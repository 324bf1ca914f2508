import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function WidgetsPage() {
  return (
    <Page title="Widgets">
      <EmptyState title="No widget yet">Your widgets will be here.</EmptyState>
    </Page>
  );
}
