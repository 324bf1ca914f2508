import { Toasts } from '@flowforge/design-system/toast/toast';
import { Outlet } from '@tanstack/react-router';
import { Logo } from '../../../frame/logo.js';
import { NavigationDrawer } from '../../../frame/navigation-drawer.js';
import { SkipLink } from '../../../frame/skip-link.js';
import { ThemeSwitch } from '../../../frame/theme-switch.js';
import { ConsoleLink } from './console-link.js';
import { DocsNav } from './docs-nav.js';
import styles from './docs-frame.module.css';

/** The frame of the API reference: its own navigation, and no need for a session. Below 900 px the navigation is a drawer. */
export function DocsFrame() {
  return (
    <div className={styles.frame}>
      <SkipLink />
      <header className={styles.bar}>
        <NavigationDrawer name="contents">{(close) => <DocsNav onNavigate={close} />}</NavigationDrawer>
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
