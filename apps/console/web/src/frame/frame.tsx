import { Toasts } from '@flowforge/design-system/toast/toast';
import { Outlet } from '@tanstack/react-router';
import styles from './frame.module.css';
import { Logo } from './logo.js';
import { NavigationDrawer } from './navigation-drawer.js';
import { Sidebar } from './sidebar.js';
import { SkipLink } from './skip-link.js';

/** Sidebar and page. Below 900 px the sidebar is a drawer. */
export function Frame() {
  return (
    <div className={styles.frame}>
      <SkipLink />
      <aside className={styles.sidebar}>
        <Sidebar />
      </aside>
      <header className={styles.topBar}>
        <NavigationDrawer name="menu">{(close) => <Sidebar onNavigate={close} />}</NavigationDrawer>
        <Logo />
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Toasts />
    </div>
  );
}
