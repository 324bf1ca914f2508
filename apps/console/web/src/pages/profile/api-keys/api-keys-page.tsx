import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { listApiKeys } from '../../../api/api-keys.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { ApiKeyTable } from './api-key-table.js';
import { CreateKeyDialog } from './create-key-dialog.js';

/** The keys with which programs call the API. */
export function ApiKeysPage() {
  const pages = usePages({ queryKey: ['api-keys'], load: listApiKeys });
  const canWrite = useCan('workspace:write');
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="API keys"
      subtitle="Programs send a key as “Authorization: Bearer …”. A key can do what its permissions allow."
      action={
        canWrite && (
          <Button variant="primary" onPress={() => setCreating(true)}>
            Create an API key
          </Button>
        )
      }
    >
      <Loaded
        what="the API keys"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<ApiKeyTable apiKeys={undefined} />}
      >
        {(apiKeys) =>
          apiKeys.length === 0 ? (
            <EmptyState icon={<KeyRound size={24} aria-hidden />} title="No API key yet">
              Each of your programs gets a key of its own, so that you can revoke one without the others.
            </EmptyState>
          ) : (
            <>
              <ApiKeyTable apiKeys={apiKeys} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
      {isCreating && <CreateKeyDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
