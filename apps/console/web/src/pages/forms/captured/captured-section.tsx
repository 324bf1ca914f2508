import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { listCapturedForms } from '../../../api/captured-forms.js';
import { formQuery } from '../../../api/forms.js';
import { usePages } from '../../../api/pages.js';
import { Loaded } from '../../../frame/loaded.js';
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
            <CapturedTable fields={fields} captured={captured} />
            <LoadMore {...pages.more} />
          </>
        )
      }
    </Loaded>
  );
}
