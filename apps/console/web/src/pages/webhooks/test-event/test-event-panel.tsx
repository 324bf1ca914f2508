import { Button } from '@flowforge/design-system/button/button';
import { Select } from '@flowforge/design-system/select/select';
import { SidePanel } from '@flowforge/design-system/side-panel/side-panel';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { Notice } from '@flowforge/design-system/state/notice';
import { EVENT_TYPES } from '@flowforge/contracts/words';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { messageOf } from '../../../api/api-error.js';
import { circuitsOfQuery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { EVENT_NOTES } from '../event-notes.js';
import { Exchange } from './exchange.js';
import { Preview } from './preview.js';
import styles from './test-event.module.css';
import { useTestEvent } from './use-test-event.js';

const route = getRouteApi('/frame/profile/webhooks/$webhookId/deliveries/test');

/** An example of an event: it is chosen, its body is shown, it is sent, and then the whole exchange is shown. */
export function TestEventPanel() {
  const { webhookId } = route.useParams();
  const { type } = route.useSearch();
  const navigate = useNavigate();
  const test = useTestEvent(webhookId, type);
  const canSend = useCan('deliveries:write');
  const { data: circuits } = useQuery(circuitsOfQuery([webhookId]));
  return (
    <SidePanel
      title="Test event"
      onClose={() => void navigate({ to: '/profile/webhooks/$webhookId/deliveries', params: { webhookId } })}
    >
      {canSend && (
        <div className={styles.choice}>
          <Select
            label="Event"
            options={EVENT_TYPES.map((id) => ({ id, label: id, note: EVENT_NOTES[id] }))}
            value={type}
            onChange={(id) => {
              const chosen = EVENT_TYPES.find((each) => each === id);
              if (chosen) void navigate({ to: '.', search: { type: chosen }, replace: true });
            }}
          />
          <Button variant="primary" onPress={test.send} isPending={test.isPending}>
            {test.attempt === undefined ? 'Send' : 'Send again'}
          </Button>
        </div>
      )}
      {test.error !== null && <Notice tone="danger">{messageOf(test.error)}</Notice>}
      {test.isPending ? (
        <SkeletonLines count={6} what="the answer of the endpoint" />
      ) : test.attempt !== undefined ? (
        <Exchange attempt={test.attempt} isPaused={circuits?.items[0] !== undefined} />
      ) : (
        canSend && <Preview webhookId={webhookId} type={type} />
      )}
    </SidePanel>
  );
}
