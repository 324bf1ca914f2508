import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function OverviewPage() {
  return (
    <Page title="Overview">
      <EmptyState title="Nothing has happened yet">Events and their deliveries will be here.</EmptyState>
    </Page>
  );
}
