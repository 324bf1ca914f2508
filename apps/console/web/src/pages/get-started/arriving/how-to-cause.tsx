import { Button } from '@flowforge/design-system/button/button';
import { Link } from '../../../frame/link.js';
import type { Chain, EventType } from '../steps/chain.js';
import type { Possibility } from './possibility.js';

interface HowToCauseProps {
  type: EventType;
  possibility: Possibility;
  chain: Chain;
  /** Sends a message in the chat; undefined while the chat is loading. */
  onSay: ((text: string) => void) | undefined;
}

/** What to do in the chat, so that the event happens; or what is missing for it. */
export function HowToCause({ type, possibility, chain, onSay }: HowToCauseProps) {
  switch (possibility) {
    case 'possible':
      return type === 'captured_intent.created' ? (
        <SayExample chain={chain} onSay={onSay} />
      ) : type === 'captured_form.created' ? (
        'Complete the form that the assistant offers after this message.'
      ) : (
        'End the chat after your first message: “End chat” at its top.'
      );
    case 'not_assigned':
      return <NotAssigned type={type} chain={chain} />;
    case 'no_intent':
      return 'Not possible yet: the assistant has no intent.';
    case 'no_form':
      return 'Not possible yet: no intent of the assistant offers a form.';
    case 'form_not_offered':
      return (
        <>
          No intent of the assistant offers its form.{' '}
          {chain.intent === undefined ? (
            <Link to="/intents">Add an intent</Link>
          ) : (
            <Link to="/intents/$intentId" params={{ intentId: chain.intent.id }}>
              Choose the form in the intent
            </Link>
          )}
        </>
      );
  }
}

function SayExample({ chain: { intent }, onSay }: Pick<HowToCauseProps, 'chain' | 'onSay'>) {
  const example = intent?.utterances[0];
  if (example === undefined) return null;
  return (
    <>
      <span>Say “{example}” in the chat.</span>{' '}
      <Button size="small" onPress={() => onSay?.(example)} isDisabled={onSay === undefined}>
        Say it for me
      </Button>
    </>
  );
}

function NotAssigned({ type, chain: { assistant, intent } }: Pick<HowToCauseProps, 'type' | 'chain'>) {
  if (type === 'captured_form.created' && intent?.form_id)
    return (
      <>
        Not sent: the webhook is not assigned to the form.{' '}
        <Link to="/forms/$formId/webhook" params={{ formId: intent.form_id }}>
          Assign it
        </Link>
      </>
    );
  return (
    <>
      Not sent: the webhook does not receive this event of the assistant.{' '}
      {assistant !== undefined && (
        <Link to="/assistants/$assistantId/operations" params={{ assistantId: assistant.id }}>
          See Operations
        </Link>
      )}
    </>
  );
}
