import { Notice } from '@flowforge/design-system/state/notice';
import { Link } from '../../../frame/link.js';
import { useCan } from '../../../session/session.js';
import type { DeliveryGap } from './delivery-gaps.js';

/** What is not delivered and why, each with the link to what mends it. */
export function GapNotices({ gaps }: { gaps: readonly DeliveryGap[] }) {
  return gaps.map((gap) => <GapNotice key={keyOf(gap)} gap={gap} />);
}

function keyOf(gap: DeliveryGap): string {
  return `${gap.kind} ${'source' in gap ? gap.source.id : gap.webhook.id}`;
}

function GapNotice({ gap }: { gap: DeliveryGap }) {
  const scope = gap.kind === 'no_intent' ? 'assistants:write' : 'webhooks:write';
  const action = useCan(scope) && <Mend gap={gap} />;
  if (gap.kind === 'no_intent')
    return (
      <Notice tone="warning" title="This assistant recognises nothing yet" action={action}>
        It has no intent. So captured_intent.created does not happen, and the chat shows no form.
      </Notice>
    );
  if (gap.kind === 'unassigned')
    return (
      <Notice tone={gap.isPart ? 'neutral' : 'warning'} title={unassignedTitle(gap)} action={action}>
        {gap.source.kind === 'form'
          ? 'Nothing is sent when a visitor completes it.'
          : gap.isPart
            ? 'The webhooks of this assistant receive other events.'
            : 'Nothing is sent when it recognises an intent, or when a conversation ends.'}
      </Notice>
    );
  const { name, disabled_reason } = gap.webhook;
  return gap.kind === 'disabled' ? (
    <Notice tone="warning" title={`The webhook “${name}” is disabled`} action={action}>
      {disabled_reason === 'gone' && 'Its endpoint asked for no more events. '}
      It does not receive what happens here.
    </Notice>
  ) : (
    <Notice tone="warning" title={`Sending to “${name}” is paused`} action={action}>
      Its endpoint keeps failing. What happens here waits, and is sent when the endpoint works again.
    </Notice>
  );
}

function unassignedTitle({ source, types, isPart }: Extract<DeliveryGap, { kind: 'unassigned' }>): string {
  if (isPart) return `No webhook receives ${types.join(' and ')}`;
  return source.kind === 'form'
    ? `No webhook is assigned to the form “${source.name}”`
    : 'No webhook is assigned to this assistant';
}

function Mend({ gap }: { gap: DeliveryGap }) {
  if (gap.kind === 'no_intent')
    return (
      <Link to="/assistants/$assistantId/settings" params={{ assistantId: gap.source.id }} look="button">
        Choose intents
      </Link>
    );
  if (gap.kind === 'unassigned')
    return gap.source.kind === 'form' ? (
      <Link to="/forms/$formId/webhook" params={{ formId: gap.source.id }} look="button">
        Assign Webhook
      </Link>
    ) : (
      <Link
        to="/assistants/$assistantId/operations"
        params={{ assistantId: gap.source.id }}
        search={gap.isPart ? {} : { assign: true }}
        look="button"
      >
        {gap.isPart ? 'See Operations' : 'Assign Webhook'}
      </Link>
    );
  const params = { webhookId: gap.webhook.id };
  return gap.kind === 'disabled' ? (
    <Link to="/profile/webhooks/$webhookId/settings" params={params} look="button">
      Enable it
    </Link>
  ) : (
    <Link to="/profile/webhooks/$webhookId/deliveries" params={params} look="button">
      Open webhook
    </Link>
  );
}
