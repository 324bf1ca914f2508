import '@flowforge/design-system/fonts.css';
import '@flowforge/design-system/tokens.css';
import '@flowforge/design-system/base.css';
import { Button } from '@flowforge/design-system/button/button';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
createRoot(root).render(
  <StrictMode>
    <Button variant="primary">Add a Webhook</Button>
  </StrictMode>,
);
