import '@flowforge/design-system/fonts.css';
import '@flowforge/design-system/tokens.css';
import '@flowforge/design-system/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { preloadPage } from './app/router.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
preloadPage();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
