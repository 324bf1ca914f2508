import { Card } from '@flowforge/design-system/card/card';
import { Link } from '../../../frame/link.js';
import styles from './try-it.module.css';

/** The full-page chat of a widget in a frame. What is said here is a real conversation: webhooks receive it. */
export function TryChat({ widgetId }: { widgetId: string }) {
  return (
    <Card
      title="Chat"
      description="What you write here is a real conversation. Your webhooks receive its events."
      action={
        <Link to="/widgets/$widgetId" params={{ widgetId }}>
          Widget
        </Link>
      }
    >
      <iframe title="Chat" src={`/chat/${widgetId}`} className={styles.chat} />
    </Card>
  );
}
