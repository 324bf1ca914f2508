import { Button } from '@flowforge/design-system/button/button';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { whatToDo } from '../api/api-error.js';
import { signOut, useSession } from '../session/session.js';
import styles from './frame.module.css';
import { ThemeSwitch } from './theme-switch.js';

/** The user's name, the theme, and “Sign out”. */
export function UserMenu() {
  const { user, role } = useSession();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: '/sign-in' });
      queryClient.clear();
    },
    onError: (error) => showToast(`You are still signed in. ${whatToDo(error)}`, 'danger'),
  });
  return (
    <div className={styles.user}>
      <ThemeSwitch />
      <div className={styles.who}>
        <span className={styles.userName}>{user.name}</span>
        <span className={styles.userNote} title={user.email}>
          {role} · {user.email}
        </span>
      </div>
      <Button
        variant="quiet"
        size="small"
        icon={<LogOut size={14} aria-hidden />}
        onPress={() => leave.mutate()}
        isPending={leave.isPending}
      >
        Sign out
      </Button>
    </div>
  );
}
