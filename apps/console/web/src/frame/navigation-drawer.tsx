import { Menu } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Modal, ModalOverlay } from 'react-aria-components';
import styles from './navigation-drawer.module.css';

interface NavigationDrawerProps {
  /** Names the drawer; its button is “Open the …”. */
  name: 'menu' | 'contents';
  /** The navigation; `close` closes the drawer after a choice. */
  children: (close: () => void) => ReactNode;
}

/** The navigation of a narrow screen: a button, drawn below 900 px only, and the drawer that it opens. */
export function NavigationDrawer({ name, children }: NavigationDrawerProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton aria-label={`Open the ${name}`} className={styles.button ?? ''}>
        <Menu size={20} aria-hidden />
      </AriaButton>
      <ModalOverlay isDismissable className={styles.backdrop ?? ''}>
        <Modal className={styles.drawer ?? ''}>
          <Dialog aria-label={name === 'menu' ? 'Menu' : 'Contents'} className={styles.content ?? ''}>
            {children(() => setOpen(false))}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
