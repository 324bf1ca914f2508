import { CircleCheck, X } from 'lucide-react';
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
const queue = new ToastQueue<{ text: string }>({ maxVisibleToasts: 3 });

/** Says in the corner that something was done. Errors stand at the field or in the dialog instead. */
export function showToast(text: string): void {
  queue.add({ text }, { timeout: SHOWN_MS });
}

/** The corner where toasts appear. Once in the app. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className={styles.region ?? ''}>
      {({ toast }) => (
        <AriaToast toast={toast} className={styles.toast ?? ''}>
          <CircleCheck size={16} aria-hidden />
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
