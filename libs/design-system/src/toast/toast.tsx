import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  Button as AriaButton,
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import styles from './toast.module.css';

const SHOWN_MS = 6_000;
const queue = new ToastQueue<{ text: string; tone: ToastTone }>({ maxVisibleToasts: 3 });

/** `success`: it was done. `info`: it has begun, or waits. `danger`: it was not done. */
type ToastTone = 'success' | 'info' | 'danger';

const ICONS = { success: CircleCheck, info: Info, danger: CircleAlert };

/** Says in the corner what came of an action. An error stands at the field or in the dialog instead, where there is one. */
export function showToast(text: string, tone: ToastTone = 'success'): void {
  queue.add({ text, tone }, { timeout: SHOWN_MS });
}

/** The corner where toasts appear. Once in the app. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className={styles.region ?? ''}>
      {({ toast }) => (
        <AriaToast toast={toast} className={`${styles.toast} ${styles[toast.content.tone]}`}>
          <Mark tone={toast.content.tone} />
          <ToastContent className={styles.content}>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <AriaButton slot="close" aria-label="Dismiss" className={styles.close ?? ''}>
            <X size={16} aria-hidden />
          </AriaButton>
        </AriaToast>
      )}
    </ToastRegion>
  );
}

function Mark({ tone }: { tone: ToastTone }) {
  const Icon = ICONS[tone];
  return <Icon size={16} aria-hidden />;
}
