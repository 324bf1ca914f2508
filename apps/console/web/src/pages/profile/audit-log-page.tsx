import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Page } from '../../frame/page.js';

export function AuditLogPage() {
  return (
    <Page title="Audit log">
      <EmptyState title="Nothing has been changed yet">Changes to the workspace will be here.</EmptyState>
    </Page>
  );
}
