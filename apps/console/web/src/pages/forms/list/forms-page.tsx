import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { Time } from '@flowforge/design-system/time/time';
import { ClipboardList } from 'lucide-react';
import { useState } from 'react';
import { type Form, listForms } from '../../../api/forms.js';
import { usePages } from '../../../api/pages.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { CreateFormDialog } from './create-form-dialog.js';

const COLUMNS: readonly Column<Form>[] = [
  {
    id: 'name',
    heading: 'Name',
    isWide: true,
    cell: ({ id, name }) => (
      <Link to="/forms/$formId/webhook" params={{ formId: id }} look="row">
        {name}
      </Link>
    ),
  },
  {
    id: 'fields',
    heading: 'Fields',
    hideBelow: 'phone',
    cell: ({ fields }) => fields.map(({ label }) => label).join(', '),
  },
  {
    id: 'changed',
    heading: 'Changed',
    isNumber: true,
    cell: ({ updated_at }) => <Time at={updated_at} />,
  },
];

export function FormsPage() {
  const pages = usePages({ queryKey: ['forms', 'list'], load: listForms });
  const canWrite = useCan('assistants:write');
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="Forms"
      subtitle="What assistants ask visitors for. A completed form is sent to your systems at once."
      action={
        canWrite && (
          <Button variant="primary" onPress={() => setCreating(true)}>
            Create a form
          </Button>
        )
      }
    >
      <Loaded
        what="the forms"
        query={{ ...pages.query, data: pages.items }}
        skeleton={<FormTable forms={undefined} />}
      >
        {(forms) =>
          forms.length === 0 ? (
            <EmptyState icon={<ClipboardList size={24} aria-hidden />} title="No form yet">
              A form has fields such as a name and an e-mail address. Visitors fill it in within the chat.
            </EmptyState>
          ) : (
            <>
              <FormTable forms={forms} />
              <LoadMore {...pages.more} />
            </>
          )
        }
      </Loaded>
      {isCreating && <CreateFormDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function FormTable({ forms }: { forms: readonly Form[] | undefined }) {
  return <Table label="Forms" columns={COLUMNS} rows={forms} keyOf={({ id }) => id} />;
}
