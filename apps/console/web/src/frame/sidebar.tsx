import { BookOpen, Bot, House, MessagesSquare, Rocket, UserRound } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useCan, useSession } from '../session/session.js';
import styles from './frame.module.css';
import { Link } from './link.js';
import { Logo } from './logo.js';
import { UserMenu } from './user-menu.js';

/** The main navigation. `onNavigate` closes the drawer. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const { workspace } = useSession();
  const canReadAuditLog = useCan('audit_log:read');
  return (
    <div className={styles.sidebarContent}>
      <div className={styles.head}>
        <Logo />
        <span className={styles.workspace} title={workspace.name}>
          {workspace.name}
        </span>
      </div>
      <nav aria-label="Main" className={styles.nav} onClick={onNavigate}>
        <Entry to="/overview" icon={<House size={16} aria-hidden />}>
          Overview
        </Entry>
        <Entry to="/ai-agents" icon={<Bot size={16} aria-hidden />}>
          AI Agents
        </Entry>
        <Group>
          <Entry to="/assistants">Assistants</Entry>
          <Entry to="/forms">Forms</Entry>
          <Entry to="/intents">Intents</Entry>
          <Entry to="/widgets">Widgets</Entry>
        </Group>
        <Entry to="/conversations" icon={<MessagesSquare size={16} aria-hidden />}>
          Conversations
        </Entry>
        <Entry to="/get-started" icon={<Rocket size={16} aria-hidden />}>
          Get started
        </Entry>
        <Entry to="/docs" icon={<BookOpen size={16} aria-hidden />}>
          API reference
        </Entry>
        <Entry to="/profile" icon={<UserRound size={16} aria-hidden />} isExact>
          Profile
        </Entry>
        <Group>
          <Entry to="/profile/account">Account</Entry>
          <Entry to="/profile/members">Members</Entry>
          <Entry to="/profile/api-keys">API keys</Entry>
          <Entry to="/profile/webhooks">Webhooks</Entry>
          {canReadAuditLog && <Entry to="/profile/audit-log">Audit log</Entry>}
        </Group>
      </nav>
      <UserMenu />
    </div>
  );
}

interface EntryProps {
  to: ComponentProps<typeof Link>['to'];
  icon?: ReactNode;
  /** Current only at exactly this address, not at the ones below it. */
  isExact?: boolean;
  children: string;
}

function Entry({ to, icon, isExact = false, children }: EntryProps) {
  return (
    <Link to={to} look="nav" activeOptions={{ exact: isExact, includeSearch: false }}>
      {icon}
      {children}
    </Link>
  );
}

function Group({ children }: { children: ReactNode }) {
  return <div className={styles.group}>{children}</div>;
}
