import { Toasts } from '@flowforge/design-system/toast/toast';
import { Outlet } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Modal, ModalOverlay } from 'react-aria-components';
import styles from './frame.module.css';
import { Logo } from './logo.js';
import { Sidebar } from './sidebar.js';

/** Sidebar and page. Below 900 px the sidebar is a drawer. */
export function Frame() {
  return (
    <div className={styles.frame}>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <aside className={styles.sidebar}>
        <Sidebar />
      </aside>
      <TopBar />
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Toasts />
    </div>
  );
}

/** The bar of a narrow screen: logo, and the button that opens the drawer. */
function TopBar() {
  const [isOpen, setOpen] = useState(false);
  return (
    <header className={styles.topBar}>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <AriaButton aria-label="Open the menu" className={styles.menuButton ?? ''}>
          <Menu size={20} aria-hidden />
        </AriaButton>
        <ModalOverlay isDismissable className={styles.backdrop ?? ''}>
          <Modal className={styles.drawer ?? ''}>
            <Dialog aria-label="Menu" className={styles.drawerContent ?? ''}>
              <Sidebar onNavigate={() => setOpen(false)} />
            </Dialog>
          </Modal>
        </ModalOverlay>
      </DialogTrigger>
      <Logo />
    </header>
  );
}
