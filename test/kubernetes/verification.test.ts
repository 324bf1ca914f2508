import { test } from 'node:test';
import { STEPS } from './steps.js';

for (const { name, run } of STEPS) {
  test(name, async (t) => {
    const result = await run();
    if ('skipped' in result) t.skip(`Kubernetes: ${result.skipped}`);
    else t.diagnostic(result.ran);
  });
}
