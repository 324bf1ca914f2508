import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { exportedSpans, treeOf } from '@flowforge/testing/exported-spans';
import { until } from '@flowforge/testing/until';
import { activeSpan, inSpan, isTracing, startSpan, traceparentOfSpan } from './spans.js';
import { startTracing } from './start-tracing.js';
import type { Tracing } from './tracing.js';
import type { SamplerName } from './tracing-settings.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const caller = (flags: '00' | '01'): string => `00-${TRACE}-${SPAN}-${flags}`;

let collector: TestEndpoint;
let tracing: Tracing | undefined;
/** What was reported: reason and spans of the first failure, and how many were lost until the end. */
let reports: [string, number][];
/** The spans that were active during the reports. */
let reportedIn: unknown[];

beforeEach(async () => {
  collector = await startEndpoint();
});

afterEach(async () => {
  await tracing?.stop(0);
  await collector.stop();
});

async function start(sampler: SamplerName = 'parentbased_always_on'): Promise<Tracing> {
  const settings = {
    endpoint: collector.url,
    headers: { 'x-key': 'k' },
    serviceName: 'test',
    serviceVersion: '1',
  };
  // Of this test: the exporter of an earlier one may still report.
  const [made, spansOfReports]: [typeof reports, unknown[]] = [[], []];
  [reports, reportedIn] = [made, spansOfReports];
  const report = (reason: string, spans: number): void => {
    made.push([reason, spans]);
    spansOfReports.push(activeSpan());
  };
  tracing = await startTracing(
    { ...settings, sampler, ratio: 1 },
    {
      failed: (error, spans) => report(error.message, spans),
      resumed: (lost) => report('resumed', lost),
    },
  );
  return tracing;
}

test('spans are sent at the end, with their tree, kinds, links and failures, and the headers of the setting', async () => {
  const { stop } = await start();
  await assert.rejects(
    inSpan('outer', { kind: 'server', parent: caller('01'), attributes: { a: 1 } }, async () => {
      startSpan('inner', { links: [caller('00'), 'no context'] })?.end();
      await inSpan('failing', {}, () => Promise.reject(new RangeError('canary of a customer')));
    }),
    RangeError,
  );
  await stop(2_000);
  const spans = exportedSpans(collector.received);
  assert.deepEqual(treeOf(spans), [
    'test server outer (failed)',
    '  test internal failing (failed)',
    '  test internal inner (linked)',
  ]);
  assert.deepEqual([...new Set(spans.map(({ traceId }) => traceId))], [TRACE]);
  const named = new Map(spans.map((span) => [span.name, span]));
  assert.equal(named.get('outer')?.parentSpanId, SPAN);
  assert.deepEqual(named.get('inner')?.links, [{ traceId: TRACE, spanId: SPAN }]);
  assert.equal(named.get('failing')?.attributes['error.type'], 'RangeError');
  assert.equal(collector.received[0]?.headers['x-key'], 'k');
  assert.doesNotMatch(collector.received[0].body, /canary/);
});

test('the decision of a parent is kept, and the context that is passed on says so', async () => {
  const { stop } = await start();
  const taken = startSpan('taken', { parent: caller('01') });
  const left = startSpan('left', { parent: caller('00') });
  assert.match(traceparentOfSpan(taken) ?? '', new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  assert.match(traceparentOfSpan(left) ?? '', new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  for (const span of [taken, left]) span?.end();
  await stop(2_000);
  assert.deepEqual(treeOf(exportedSpans(collector.received)), ['test internal taken']);
});

test('a link decides only where it was asked to', async () => {
  const { stop } = await start('parentbased_always_off');
  startSpan('as its link', { links: [caller('01')], sampledAsLinks: true })?.end();
  startSpan('as its link that was left out', { links: [caller('00')], sampledAsLinks: true })?.end();
  startSpan('with the link of a client', { parent: null, links: [caller('01')] })?.end();
  await stop(2_000);
  assert.deepEqual(treeOf(exportedSpans(collector.received)), ['test internal as its link (linked)']);
});

test('a collector that never answers delays neither the work nor the end, and more spans than the queue holds are dropped', async () => {
  collector.behave(() => 'hang');
  const { stop } = await start();
  for (let count = 0; count < 20_000; count += 1) startSpan('many', { parent: null })?.end();
  await until('a request that hangs', () => collector.received.length > 0);
  // The end does not wait for the deadline of a request, 5,000 ms.
  const deadline = new Promise((resolve) => setTimeout(resolve, 4_900, 'deadline of a request').unref());
  assert.equal(await Promise.race([stop(300).then(() => 'end'), deadline]), 'end');
  const sent = exportedSpans(collector.received).length;
  // A full queue, and the request before it.
  assert.ok(sent > 0 && sent <= 4_096 + 512, String(sent));
});

test('one report says why spans are lost, and one that the collector takes them again; neither belongs to a trace', async () => {
  collector.behave(() => 400);
  await start();
  for (let round = 0; round < 2; round += 1) {
    const before = collector.received.length;
    await inSpan('of a request', { parent: null }, () => {
      startSpan('lost', { parent: null })?.end();
      return Promise.resolve();
    });
    await until('a request', () => collector.received.length > before);
  }
  collector.behave(() => 200);
  startSpan('taken', { parent: null })?.end();
  await until('the report', () => reports.length > 1);
  assert.deepEqual(reports, [
    ['the collector answered with the status 400', 2],
    ['resumed', 4],
  ]);
  assert.deepEqual(reportedIn, [undefined, undefined]);
});

test('without an address nothing of the SDK is loaded, no span is made, and work only runs', () => {
  const program = `
    const { startTracing } = await import(${JSON.stringify(new URL('start-tracing.js', import.meta.url).href)});
    const { inSpan, isTracing, startSpan } = await import(${JSON.stringify(new URL('spans.js', import.meta.url).href)});
    const { createRequire } = await import('node:module');
    const tracing = await startTracing(null, {});
    const spans = [startSpan('none'), await inSpan('none', {}, async (span) => span)];
    await tracing.stop(100);
    const loaded = Object.keys(createRequire('/').cache).filter((file) => /@opentelemetry.(?!api.)/.test(file));
    console.log(JSON.stringify({ loaded, tracing: isTracing(), spans: spans.filter(Boolean) }));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  assert.deepEqual(JSON.parse(output), { loaded: [], tracing: false, spans: [] });
  assert.equal(isTracing(), false);
});
