import { STEPS } from './steps.js';

/**
 * Runs every step and prints its result. The last line says what ran, what was skipped, and the verdict.
 *
 * @returns whether no step failed
 */
export async function verify(print: (line: string) => void): Promise<boolean> {
  const ran: string[] = [];
  const skipped: string[] = [];
  let failed = 0;
  for (const { name, run } of STEPS) {
    try {
      const result = await run();
      if ('ran' in result) ran.push(result.ran);
      else skipped.push(result.skipped);
      print('ran' in result ? `ok       ${name}: ${result.ran}` : `SKIPPED  ${name}: ${result.skipped}`);
    } catch (error) {
      failed += 1;
      print(`FAILED   ${name}: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
  const left = skipped.length === 0 ? '' : `; ${skipped.length} SKIPPED: ${[...new Set(skipped)].join(', ')}`;
  print(
    `k8s:verify: ${ran.join(', ')}${left}; ${failed === 0 ? 'verdict: ok' : `verdict: ${failed} FAILED`}`,
  );
  return failed === 0;
}
