import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Link as DesignLink } from '@flowforge/design-system/link/link';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { listCapturedForms } from '../../../api/captured-forms.js';
import { formQuery } from '../../../api/forms.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
import styles from './captured.module.css';
import { CapturedTable } from './captured-table.js';

const route = getRouteApi('/frame/forms/$formId/captured');

/** What visitors have submitted with this form. */
export function CapturedSection() {
  const { formId } = route.useParams();
  const { data: form } = useQuery(formQuery(formId));
  const pages = usePages({
    queryKey: ['captured-forms', { form_id: formId }],
    load: (cursor) => listCapturedForms({ form_id: formId }, cursor),
    isLive: true,
  });
  const fields = form?.fields ?? [];
  return (
    <Loaded
      what="the captured values"
      query={{ ...pages.query, data: pages.items }}
      skeleton={<CapturedTable fields={fields} captured={undefined} />}
    >
      {(captured) =>
        captured.length === 0 ? (
          <EmptyState icon={<Inbox size={24} aria-hidden />} title="Nothing captured yet">
            What visitors submit with this form will be here, as it arrives.
          </EmptyState>
        ) : (
          <>
            <ExportLinks formId={formId} />
            <CapturedTable fields={fields} captured={captured} />
            <LoadMore {...pages.more} />
          </>
        )
      }
    </Loaded>
  );
}

/** Downloads of everything that was submitted; the server writes them page by page. */
function ExportLinks({ formId }: { formId: string }) {
  const link = (format: 'csv' | 'json') => `/v1/captured-forms/export?form_id=${formId}&format=${format}`;
  return (
    <p className={styles.exports}>
      <DesignLink href={link('csv')} look="button" download>
        Export as CSV
      </DesignLink>
      <DesignLink href={link('json')} look="button" download>
        Export as JSON
      </DesignLink>
    </p>
  );
}
