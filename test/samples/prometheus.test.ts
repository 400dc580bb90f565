/** samples/prometheus and samples/grafana: rules that promtool takes, and links that lead somewhere. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const rules = fs.readFileSync(`${root}samples/prometheus/sendmemo.rules.yml`, 'utf8');
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

function promtool(...words: readonly string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: root, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

describe.skipIf(!hasPromtool)(`the alert rules${hasPromtool ? '' : ' (skipped: no promtool)'}`, () => {
  it('are what Prometheus takes', () => {
    const { status, said } = promtool('check', 'rules', 'samples/prometheus/sendmemo.rules.yml');
    expect(status, said).toBe(0);
  });

  it('fire where they have to, and not before', () => {
    const { status, said } = promtool('test', 'rules', 'test/samples/prometheus/sendmemo.test.yml');
    expect(status, said).toBe(0);
  });

  it('have a test each', () => {
    const tests = fs.readFileSync(`${root}test/samples/prometheus/sendmemo.test.yml`, 'utf8');
    for (const [, name = ''] of rules.matchAll(/- alert: (\w+)/g))
      expect(tests).toContain(`alertname: ${name}\n`);
  });
});

describe('each alert', () => {
  const alerts = rules.split('- alert: ').slice(1);

  it.each(alerts.map((alert) => [alert.split('\n')[0] ?? '', alert] as const))('%s', (_name, alert) => {
    expect(alert).toMatch(/^ +for: \d+[mh]$/m);
    expect(alert).toMatch(/^ +severity: (?:warning|critical)$/m);
    const [, page = '', anchor = ''] =
      /^ +runbook_url: \S+\/(errors\.md)(?:#(\S+|\{\{ .* \}\}))?$/m.exec(alert) ?? [];
    const headings = fs.readFileSync(`${root}docs/${page}`, 'utf8').matchAll(/^## (\w+)$/gm);
    const anchors = [...headings].map(([, heading = '']) => heading.toLowerCase());
    if (anchor !== '' && !anchor.startsWith('{{')) expect(anchors).toContain(anchor);
    // The anchor of a code is the code in small letters.
    for (const [, codes = ''] of alert.matchAll(/code=~"([^"]+)"/g)) {
      for (const code of codes.split('|')) {
        expect(
          anchors.some((one) => new RegExp(`^${code}$`, 'i').test(one)),
          code,
        ).toBe(true);
      }
    }
  });
});
