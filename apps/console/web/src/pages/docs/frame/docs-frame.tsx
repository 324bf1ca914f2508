import { Toasts } from '@flowforge/design-system/toast/toast';
import { Outlet } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Modal, ModalOverlay } from 'react-aria-components';
import { Logo } from '../../../frame/logo.js';
import { ThemeSwitch } from '../../../frame/theme-switch.js';
import { ConsoleLink } from './console-link.js';
import { DocsNav } from './docs-nav.js';
import styles from './docs-frame.module.css';

/** The frame of the API reference: its own navigation, and no need for a session. Below 900 px the navigation is a drawer. */
export function DocsFrame() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.frame}>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <header className={styles.bar}>
        <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
          <AriaButton aria-label="Open the contents" className={styles.menuButton ?? ''}>
            <Menu size={20} aria-hidden />
          </AriaButton>
          <ModalOverlay isDismissable className={styles.backdrop ?? ''}>
            <Modal className={styles.drawer ?? ''}>
              <Dialog aria-label="Contents" className={styles.drawerContent ?? ''}>
                <DocsNav onNavigate={() => setOpen(false)} />
              </Dialog>
            </Modal>
          </ModalOverlay>
        </DialogTrigger>
        <Logo />
        <span className={styles.barTitle}>API reference</span>
        <span className={styles.barEnd}>
          <ThemeSwitch />
          <ConsoleLink />
        </span>
      </header>
      <aside className={styles.sidebar} aria-label="Contents">
        <DocsNav />
      </aside>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Toasts />
    </div>
  );
}
